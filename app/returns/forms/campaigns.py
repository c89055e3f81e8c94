"""The form of a collection."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel import codes
from app.kernel.i18n import current_language
from app.kernel.web.forms import Form, choice, count, day, prose
from app.kernel.years import FIRST_START
from app.returns.editions import EDITIONS
from app.returns.models import Campaign, CampaignKind
from app.returns.services.campaigns import SETTLED, CampaignValue

LAST_YEAR = 2100


class CampaignForm(Form):
    """What is collected, of which year, and when."""

    kind = choice(
        _l("What is collected"),
        lambda: [
            (one, label.in_(current_language()))
            for one, label in codes.book()["CAMPAIGN_KIND"].items()
        ],
    )
    year = count(
        _l("Year in which the academic year begins"),
        required=True,
        least=FIRST_START,
        most=LAST_YEAR,
        hint=_l("2026 is the academic year 2026–2027."),
    )
    edition = choice(
        _l("Edition of the workbook"),
        lambda: [(one.code, one.code) for one in reversed(EDITIONS)],
    )
    reference_on = day(_l("Day on which students are counted"), required=True)
    opens_on = day(_l("First day"), required=True)
    closes_on = day(_l("Last day"), required=True)
    corrections_until = day(_l("Corrections until"), required=True)
    publish_on = day(_l("Publication"), required=True)
    news_kk = prose(_l("What changed in this edition, in Kazakh"), most=4000)
    news_ru = prose(_l("What changed in this edition, in Russian"), most=4000)
    news_en = prose(_l("What changed in this edition, in English"), most=4000)

    def show(self, found: Campaign | CampaignValue) -> None:
        """Fill the fields with what is recorded, or with what is usual."""
        if isinstance(found, Campaign):
            self.version.data = found.version
        for field in self:
            if hasattr(found, field.name) and field.name != "version":
                value = getattr(found, field.name)
                field.data = value.value if field.name == "kind" else value

    def settle(self, found: Campaign) -> None:
        """Leave out what cannot change once the collection is open."""
        if found.opened_at is not None:
            for name in SETTLED:
                del self[name]

    def value_of(self, found: Campaign | None) -> CampaignValue:
        """What was typed; what the form leaves out stays as it is."""

        def said(name: str) -> Any:
            field = self._fields.get(name)
            return field.data if field is not None else getattr(found, name)

        return CampaignValue(
            kind=CampaignKind(said("kind")),
            year=said("year"),
            edition=said("edition"),
            reference_on=said("reference_on"),
            opens_on=said("opens_on"),
            closes_on=said("closes_on"),
            corrections_until=said("corrections_until"),
            publish_on=said("publish_on"),
            news_kk=(self.news_kk.data or "").strip(),
            news_ru=(self.news_ru.data or "").strip(),
            news_en=(self.news_en.data or "").strip(),
        )

    def value(self) -> CampaignValue:
        """A new collection as typed."""
        return self.value_of(None)

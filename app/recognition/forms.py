"""Forms on claims, and the questions that an address can ask: shape checks only."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms import Form as Bare
from wtforms.fields import DateField
from wtforms.validators import InputRequired, Optional, ValidationError

from app.kernel import clock
from app.kernel.i18n import countries
from app.kernel.iso import COUNTRIES
from app.kernel.web.field_words import InOurWords
from app.kernel.web.forms import Form, choice, count, day, listed, prose, text
from app.recognition.models import Reservation, Standing, Status
from app.recognition.route import Subject
from app.recognition.services import ClaimValue

FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2091, 12, 31)


def treaty_day(label: Any, *, required: bool = False, hint: Any = "") -> DateField:
    """A day on which something was done about a treaty; some are older than the country."""
    checks = [InputRequired() if required else Optional(), _plausible]
    return DateField(label, checks, format=["%Y-%m-%d", "%d.%m.%Y"], description=hint)


def _plausible(form: Any, field: Field) -> None:
    if field.data and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(str(_l("The date must lie between 01.01.1945 and 31.12.2091.")))


class ReadOn(DateField):
    """The day on which a source was read; who corrects a claim has read it again."""

    def process_data(self, value: Any) -> None:
        """What is stored may be a month or a year, which nobody has to type again."""
        self.data = value if isinstance(value, date) else clock.today()


class Reservations(SelectMultipleField):
    """What a party has excluded, out of the code list."""

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that is not on the list, in the reader's language."""
        if set(self.data or ()) - {kind.value for kind in Reservation}:
            raise ValidationError(str(_l("Choose one of the values on the list.")))

    def iter_choices(self) -> Any:
        """Values, labels, selected, extra attributes."""
        for value, label in listed("RESERVATION")():
            yield value, label, value in (self.data or ()), {}


class ClaimForm(Form):
    """What a source says of a country, as far as it can be corrected."""

    status = choice(_l("Status"), listed("PARTY_STATUS"))
    signed_on = treaty_day(
        _l("Signed on"), hint=_l("Leave empty whatever the source does not say.")
    )
    ratified_on = treaty_day(_l("Ratified on"))
    in_force_on = treaty_day(_l("In force since"))
    attested_on = treaty_day(
        _l("Shown by a source on"),
        hint=_l("Where the day of ratification is not known: the day by which it is shown."),
    )
    reservations = Reservations(_l("What is reserved"), [Optional()])
    reservation_kk = prose(_l("Reservation in Kazakh"), most=2000)
    reservation_ru = prose(_l("Reservation in Russian"), most=2000)
    reservation_en = prose(_l("Reservation in English"), most=2000)
    confidence = choice(_l("Confidence"), listed("CONFIDENCE", ("F", "G")))
    as_of = ReadOn(
        _l("Day on which the source was read"),
        [InputRequired(), _plausible],
        format=["%Y-%m-%d", "%d.%m.%Y"],
    )

    def claim(self) -> ClaimValue:
        """The claim as typed."""
        return ClaimValue(
            status=Status(self.status.data),
            signed_on=self.signed_on.data,
            ratified_on=self.ratified_on.data,
            in_force_on=self.in_force_on.data,
            attested_on=self.attested_on.data,
            reservations=tuple(self.reservations.data or ()),
            reservation_kk=(self.reservation_kk.data or "").strip(),
            reservation_ru=(self.reservation_ru.data or "").strip(),
            reservation_en=(self.reservation_en.data or "").strip(),
            confidence=self.confidence.data,
            as_of=self.as_of.data.isoformat(),
        )

    def value(self) -> tuple[Any, ...]:
        """The claim, version seen."""
        return self.claim(), self.seen_version


class NewClaimForm(ClaimForm):
    """A claim with its country and source, which stay as they are from then on."""

    country = choice(_l("Country"), lambda: countries(COUNTRIES), empty=_l("not chosen"))
    source = text(
        _l("Source"),
        required=True,
        most=500,
        hint=_l("The document or publication with its date, so that others find it again."),
    )

    def value(self) -> tuple[Any, ...]:
        """Country, source, the claim."""
        return self.country.data, self.source.data, self.claim()


class SettleForm(Form):
    """Whether a claim is relied on, and why."""

    standing = choice(_l("Standing"), listed("CLAIM_STANDING"))
    reason = prose(
        _l("Reason"),
        required=True,
        most=1000,
        hint=_l("Everybody can read it on the convention's page."),
    )

    def value(self) -> tuple[Standing, str, int]:
        """Standing, reason, version seen."""
        return Standing(self.standing.data), (self.reason.data or "").strip(), self.seen_version


class DayForm(Bare):
    """On which day the answer is to hold."""

    class Meta(InOurWords):
        """Refuses in our words."""

    on = day(_l("As of"))

    @property
    def day(self) -> date:
        """The day asked for; today when none is, or when it is none."""
        return self.on.data if self.on.data and not self.on.errors else clock.today()


class RouteForm(DayForm):
    """Which country's diploma, and how it was studied for."""

    country = choice(
        _l("Country of the university"), lambda: countries(COUNTRIES), empty=_l("not chosen")
    )
    online_share = count(_l("Share taught online, percent"), most=100)
    is_partial = BooleanField(_l("A part is studied at another university"))

    @property
    def subject(self) -> Subject | None:
        """What is asked about, once a country is chosen."""
        code = self.country.data or ""
        if code not in COUNTRIES or self.online_share.errors:
            return None
        share = self.online_share.data or 0
        return Subject(code, online_share=share, is_partial=bool(self.is_partial.data))

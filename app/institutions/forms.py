"""Forms on institutions: shape checks only."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import Regexp, ValidationError

from app.institutions.models import LegalForm, LinkKind, RankingSystem
from app.institutions.services import ContactValue, InstitutionValue, RankingValue
from app.institutions.words import LINK_NAMES
from app.kernel.i18n import countries
from app.kernel.iso import COUNTRIES
from app.kernel.web.forms import Form, choice, count, day, listed, text
from app.kernel.web.rows import Row, Rows

EMAIL = r"^$|^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$"
WEB = r"^$|^https?://[^\s/.]+\.[^\s]+$"
CODE = r"^[A-Z0-9][A-Z0-9_-]{1,23}$"
EPVO = r"^[A-Za-z0-9-]+$"
ROR = r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$"
DOMAIN = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$"
ERASMUS = re.compile(r"(?P<country>[A-Z]{1,3} |[A-Z]{3})(?P<place>[A-Z-]{2,14}[0-9]{1,3})")
MOST_CONTACTS = 12


class InstitutionForm(Form):
    """An entry of the directory."""

    name_kk = text(_l("Name in Kazakh"), required=True)
    name_ru = text(_l("Name in Russian"), required=True)
    name_en = text(_l("Name in English"), required=True)
    name_original = text(_l("Name in its own language"))
    country = choice(_l("Country"), lambda: countries(COUNTRIES), empty=_l("not chosen"))
    city_kk = text(_l("City in Kazakh"), most=120)
    city_ru = text(_l("City in Russian"), most=120)
    city_en = text(_l("City in English"), most=120)
    legal_form = choice(_l("Legal form"), listed("LEGAL_FORM"), required=False)
    website = text(_l("Website"), most=300, hint=_l("For example https://university.kz"))
    code = text(_l("Code"), most=24, hint=_l("Stays the same for ever. Left empty, one is made."))
    epvo_number = text(_l("EPVO number"), most=12)
    ror = text(_l("ROR identifier"), most=40, hint=_l("Nine characters, for example 03q0vrn42"))
    erasmus_code = text(_l("Erasmus code"), most=20)
    schac = text(_l("SCHAC domain"), most=120)
    pic = text(_l("PIC number"), most=12, hint=_l("Nine digits"))
    reports_from = count(
        _l("Files returns from the academic year"),
        least=1991,
        most=2100,
        hint=_l("The year in which it starts, for example 2026. Leave empty for a partner."),
    )
    reports_until = count(_l("Files returns until the academic year"), least=1991, most=2100)
    confirmed = BooleanField(_l("It is a different institution"))

    def validate_website(self, field: Field) -> None:
        """An address that begins with http."""
        Regexp(WEB, message=_l("Write an address like https://university.kz."))(self, field)

    def validate_code(self, field: Field) -> None:
        """Latin capitals, digits and hyphens."""
        field.data = field.data.upper()
        Regexp(CODE, message=_l("Use Latin letters, digits and hyphens."))(self, field)

    def validate_epvo_number(self, field: Field) -> None:
        """Latin letters and digits."""
        Regexp(EPVO, message=_l("An EPVO number has Latin letters and digits only."))(self, field)

    def validate_ror(self, field: Field) -> None:
        """The shape of a ROR identifier, also when its whole address was pasted."""
        field.data = field.data.casefold().rstrip("/").rsplit("/", 1)[-1]
        Regexp(ROR, message=_l("A ROR identifier has nine characters and begins with 0."))(
            self, field
        )

    def validate_erasmus_code(self, field: Field) -> None:
        """Country letters padded to three places, city in capitals, digits."""
        found = ERASMUS.fullmatch(field.data.upper())
        if found is None:
            raise ValidationError(str(_l("An Erasmus code looks like D  BERLIN01.")))
        field.data = f"{found['country'].strip():<3}{found['place']}"

    def validate_schac(self, field: Field) -> None:
        """The name of an internet domain."""
        field.data = field.data.lower()
        Regexp(DOMAIN, message=_l("A SCHAC code is a domain such as university.kz."))(self, field)

    def validate_pic(self, field: Field) -> None:
        """Nine digits."""
        Regexp(r"^[0-9]{9}$", message=_l("A PIC number has nine digits."))(self, field)

    def value(self) -> InstitutionValue:
        """The entry as typed."""
        return InstitutionValue(
            name_kk=self.name_kk.data,
            name_ru=self.name_ru.data,
            name_en=self.name_en.data,
            name_original=self.name_original.data or "",
            country=self.country.data,
            city_kk=self.city_kk.data or "",
            city_ru=self.city_ru.data or "",
            city_en=self.city_en.data or "",
            legal_form=LegalForm(self.legal_form.data) if self.legal_form.data else None,
            website=self.website.data or "",
            code=self.code.data or "",
            epvo_number=self.epvo_number.data or None,
            ror=self.ror.data or "",
            erasmus_code=self.erasmus_code.data or "",
            schac=self.schac.data or "",
            pic=self.pic.data or "",
            reports_from=self.reports_from.data,
            reports_until=self.reports_until.data,
        )


class ContactRow(Row):
    """One person to write to; a blank row is no contact."""

    name = text(_l("Name"), most=200)
    position = text(_l("Position"), most=200)
    email = text(_l("E-mail"), most=254)
    phone = text(_l("Telephone"), most=40)

    def validate_email(self, field: Field) -> None:
        """The shape of an address."""
        Regexp(EMAIL, message=_l("Write an e-mail address like name@university.kz."))(self, field)

    def validate(self, extra_validators: Any = None) -> bool:
        """A row in which anything is written needs a name."""
        is_right = bool(super().validate(extra_validators))
        if self.is_blank or self.name.data:
            return is_right
        self.name.errors = [str(_l("Write the name of the contact, or remove the row."))]
        return False

    def value(self) -> ContactValue:
        """The contact as typed."""
        return ContactValue(
            self.name.data or "",
            self.position.data or "",
            self.email.data or "",
            self.phone.data or "",
        )


class ContactsForm(Form):
    """Website and contacts of an institution."""

    website = text(_l("Website"), most=300)
    contacts = Rows(ContactRow, most=MOST_CONTACTS)

    def validate_website(self, field: Field) -> None:
        """An address that begins with http."""
        Regexp(WEB, message=_l("Write an address like https://university.kz."))(self, field)

    def value(self) -> tuple[str, list[ContactValue], int]:
        """Website, contacts, version seen."""
        typed = [row.value() for row in self.contacts.filled]
        return self.website.data or "", typed, self.seen_version


class RankingForm(Form):
    """A place in a ranking of one year."""

    system = choice(_l("Ranking"), listed("RANKING"))
    year = count(_l("Year"), required=True, least=2003, most=2100)
    rank = count(_l("Place"), required=True, least=1, most=5000)
    rank_to = count(
        _l("End of the band"), least=1, most=5000, hint=_l("For a band such as 501–550")
    )
    source = text(_l("Source"), hint=_l("Where it was read, with the date"))

    def value(self) -> RankingValue:
        """The place as typed."""
        return RankingValue(
            RankingSystem(self.system.data),
            self.year.data,
            self.rank.data,
            self.rank_to.data,
            self.source.data or "",
        )


class LinkForm(Form):
    """From which institution this one came."""

    kind = choice(_l("Link"), lambda: list(LINK_NAMES.items()))
    origin = text(_l("Code of the other institution"), required=True, most=24)
    happened_on = day(_l("Date"))

    def value(self) -> tuple[str, LinkKind, Any]:
        """Code, kind, date."""
        return self.origin.data, LinkKind(self.kind.data), self.happened_on.data

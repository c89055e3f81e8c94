"""Forms on programmes: shape checks only. Field names are the model's columns.

The rows of path and diplomas are added, moved and taken away by submit buttons,
so that they work without JavaScript; a press only changes what is shown.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField
from wtforms import Form as Bare
from wtforms.fields.choices import Choice
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from app.agreements.models import Agreement, Stage
from app.kernel.errors import Refusal
from app.kernel.i18n import countries, language_name, name
from app.kernel.iso import LANGUAGES
from app.kernel.text import sort_key
from app.kernel.web.forms import Form, choice, count, day, listed, prose, text
from app.kernel.web.rows import Row, Rows
from app.programmes.models import (
    AccreditationKind,
    AwardRole,
    ClassifierEntry,
    DiplomaScheme,
    Mode,
    Programme,
    ProgrammeAward,
    ProgrammeKind,
    RegistryStatus,
    Track,
)
from app.programmes.path import Level, Period, Place, StudyPath, Unit, parse_label
from app.programmes.queries import Filters
from app.programmes.services import (
    AccreditationValue,
    AwardValue,
    PartnersValue,
    PartnerValue,
    PathValue,
    ProgrammeValue,
)

EMAIL = r"^$|^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$"
WEB = r"^$|^https?://[^\s/.]+\.[^\s]+$"
FIRST_YEAR, LAST_YEAR = 1991, 2100
MOST_PERIODS, MOST_PARTNERS, MOST_AWARDS = 12, 40, 24

HOME = "home"
ANY_PARTNER = "partner"

FIRST_LANGUAGES = ("kk", "ru", "en")
OTHER_LANGUAGES = (
    ("ar", "az", "be", "bg", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "he", "hi")
    + ("hr", "hu", "hy", "id", "it", "ja", "ka", "ko", "ky", "lt", "lv", "mn", "ms", "nl", "no")
    + ("pl", "pt", "ro", "sk", "sl", "sr", "sv", "tg", "th", "tk", "tr", "uk", "ur", "uz", "vi")
    + ("zh",)
)

# The role that each institution's diploma has by the scheme: at home, and at a partner.
ROLES = {
    DiplomaScheme.TWO_EQUAL: (AwardRole.EQUAL, AwardRole.EQUAL),
    DiplomaScheme.MAIN_ADDITIONAL: (AwardRole.MAIN, AwardRole.ADDITIONAL),
    DiplomaScheme.ONE_JOINT: (AwardRole.JOINT, AwardRole.JOINT),
}


def email_shape(form: Any, field: Field) -> None:
    """One @ and a domain that has a dot."""
    Regexp(EMAIL, message=_l("Write an e-mail address like name@university.kz."))(form, field)


def web_shape(form: Any, field: Field) -> None:
    """An address that begins with http."""
    Regexp(WEB, message=_l("Write an address like https://university.kz."))(form, field)


class CreditsField(StringField):
    """A number with at most `places` decimals, written with a point or a comma."""

    data: Any

    def __init__(self, *args: Any, most: int = 999, places: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.places = most, places

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the number, or what was typed with the reason why it is none."""
        if not valuelist:
            return
        typed = re.sub(r"\s", "", valuelist[0]).replace(",", ".")
        self.data = typed[:40] or None
        if not typed:
            return
        if not re.fullmatch(rf"[0-9]{{1,6}}(\.[0-9]{{1,{self.places}}}0*)?", typed):
            raise ValidationError(_("Write a number such as 120 or 7.5, not negative."))
        if Decimal(typed) > self.most:
            raise ValidationError(_("The most is %(n)d.", n=self.most))
        self.data = Decimal(typed)

    def _value(self) -> str:
        return "" if self.data is None else f"{self.data:f}" if self._is_number() else self.data

    def _is_number(self) -> bool:
        return isinstance(self.data, Decimal)

    def process_data(self, value: Any) -> None:
        """A stored number without empty decimals: 120, not 120.0."""
        self.data = value
        if isinstance(value, Decimal):
            self.data = value.quantize(Decimal(1)) if value == value.to_integral() else value


def credits(label: Any, *, required: bool = False, hint: Any = "") -> CreditsField:
    """A number of ECTS credits."""
    checks = [InputRequired() if required else Optional()]
    return CreditsField(label, checks, description=hint)


class LanguagesField(SelectMultipleField):
    """Languages of study: ours first, then by the reader's alphabet, any code of ISO 639-1."""

    def iter_choices(self) -> Iterator[Choice]:
        """Codes with names; those chosen are marked, also a rare one that was stored."""
        chosen = [code for code in self.data or () if code in LANGUAGES]
        others = {*OTHER_LANGUAGES, *chosen} - {*FIRST_LANGUAGES}
        rest = sorted(others, key=lambda code: sort_key(language_name(code)))
        for code in (*FIRST_LANGUAGES, *rest):
            yield Choice(code, language_name(code), code in chosen, {})

    def pre_validate(self, form: Any) -> None:
        """Refuse a code that is not of ISO 639-1."""
        if set(self.data or ()) - set(LANGUAGES):
            raise ValidationError(_("Choose languages on the list."))


class ProgrammeForm(Form):
    """A programme, its path, partners and diplomas aside."""

    name_kk = text(_l("Name in Kazakh"), required=True)
    name_ru = text(_l("Name in Russian"), required=True)
    name_en = text(_l("Name in English"), required=True)
    level = choice(_l("Level"), listed("LEVEL"))
    track = choice(
        _l("Kind of master's programme"),
        listed("MASTER_TRACK"),
        required=False,
        hint=_l("Only for master's programmes."),
    )
    registry_code = text(
        _l("Code in the register"),
        required=True,
        most=24,
        hint=_l("For example 6B04101; the letter is Latin."),
    )
    kind = choice(_l("Kind of programme"), listed("PROG_TYPE"))
    diploma_scheme = choice(_l("Diploma scheme"), listed("DIPLOMA_SCHEME"))
    duration_months = count(
        _l("Duration in months"),
        least=1,
        most=120,
        hint=_l("Left empty, it is the length of the study path."),
    )
    ects_total = credits(_l("Credits in total, ECTS"), required=True)
    ects_home = credits(_l("Credits at the home university, ECTS"), required=True)
    ects_partner = credits(_l("Credits at the partners, ECTS"), required=True)
    ects_recognised = credits(
        _l("Credits planned to be recognised, ECTS"),
        hint=_l("How many of the partners' credits the home university plans to recognise."),
    )
    languages = LanguagesField(_l("Languages of study"), [InputRequired()])
    mode = choice(_l("Mode of study"), listed("COURSE_MODE"))
    online_share = count(_l("Share taught online, percent"), most=100)
    first_intake = count(
        _l("First intake"),
        required=True,
        least=FIRST_YEAR,
        most=LAST_YEAR,
        hint=_l("The year, for example 2026."),
    )
    last_intake = count(
        _l("Last intake"),
        least=FIRST_YEAR,
        most=LAST_YEAR,
        hint=_l("Leave empty while the programme goes on."),
    )
    intake_open = BooleanField(_l("Admits students"), default=True)
    places_year = count(_l("Places a year"), most=10_000)
    registry_status = choice(_l("In the register of programmes"), listed("REGISTRY_STATUS"))
    registry_on = day(_l("Date of the register's decision"))
    professional_standard = prose(
        _l("Professional standards"),
        most=2000,
        hint=_l("The standards that were used, or that there is none for this profession."),
    )
    staff_home = count(_l("Teachers of the home university"), most=10_000)
    staff_partner = count(_l("Teachers of the partners"), most=10_000)
    admission_gpa = CreditsField(
        _l("Least average mark for admission"), [Optional()], most=99, places=2
    )
    admission_language = text(
        _l("Language requirement for admission"), most=200, hint=_l("For example IELTS 6.0")
    )
    url_kk = text(_l("Public page in Kazakh"), most=500)
    url_ru = text(_l("Public page in Russian"), most=500)
    url_en = text(_l("Public page in English"), most=500)
    last_review_on = day(_l("Last review of the programme"))
    fast_track_claimed = BooleanField(_l("Recognition by place in rankings is claimed"))

    validate_url_kk = validate_url_ru = validate_url_en = staticmethod(web_shape)

    def programme(self) -> ProgrammeValue:
        """The programme as typed."""
        return ProgrammeValue(
            registry_code=self.registry_code.data,
            name_kk=self.name_kk.data,
            name_ru=self.name_ru.data,
            name_en=self.name_en.data,
            level=Level(self.level.data),
            track=Track(self.track.data) if self.track.data else None,
            kind=ProgrammeKind(self.kind.data),
            diploma_scheme=DiplomaScheme(self.diploma_scheme.data),
            duration_months=self.duration_months.data,
            ects_total=self.ects_total.data,
            ects_home=self.ects_home.data,
            ects_partner=self.ects_partner.data,
            ects_recognised=self.ects_recognised.data,
            languages=tuple(self.languages.data),
            mode=Mode(self.mode.data),
            online_share=self.online_share.data or 0,
            first_intake=self.first_intake.data,
            last_intake=self.last_intake.data,
            intake_open=self.intake_open.data,
            **self._more(),
        )

    def value(self) -> Any:
        """The programme as typed, and the version that was seen."""
        return self.programme(), self.seen_version

    def _more(self) -> dict[str, Any]:
        return {
            "registry_status": RegistryStatus(self.registry_status.data),
            "registry_on": self.registry_on.data,
            "professional_standard": self.professional_standard.data or "",
            "staff_home": self.staff_home.data,
            "staff_partner": self.staff_partner.data,
            "url_kk": self.url_kk.data or "",
            "url_ru": self.url_ru.data or "",
            "url_en": self.url_en.data or "",
            "admission_gpa": self.admission_gpa.data,
            "admission_language": self.admission_language.data or "",
            "places_year": self.places_year.data,
            "last_review_on": self.last_review_on.data,
            "fast_track_claimed": self.fast_track_claimed.data,
        }


class NewProgrammeForm(ProgrammeForm):
    """A new programme, with its path in short."""

    path = text(
        _l("Study path in short"),
        most=40,
        hint=_l(
            "For example 2+2: two at home, then two at the partner; years for bachelors, "
            "semesters for masters. Left empty, it is entered later."
        ),
    )

    def value(self) -> tuple[ProgrammeValue, PathValue | None]:
        """The programme as typed, with its path if there is one."""
        programme = self.programme()
        return programme, self._path(programme.level)

    def offer(self, agreement: Agreement) -> None:
        """Say who the partners are, so that a path with one names it."""
        self.partners = [partner.institution_id for partner in agreement.partners]

    def _path(self, level: Level) -> PathValue | None:
        if not self.path.data:
            return None
        path = parse_label(self.path.data, level)
        return PathValue(path.unit, placed(path, self.partners))


class PeriodRow(Row):
    """One period: where, and how many units. A row left blank is no period."""

    where = choice(_l("Where"), list, required=False)
    length = count(_l("How many"), most=99)

    @property
    def period(self) -> Period:
        """The period as typed; Refusal for a count of zero."""
        if self.where.data == HOME:
            return Period(Place.HOME, self.length.data)
        partner = None if self.where.data == ANY_PARTNER else int(self.where.data)
        return Period(Place.PARTNER, self.length.data, partner)


class PathForm(Form):
    """A study path row by row."""

    unit = choice(_l("The numbers count"), listed("FORMAT_UNIT"))
    label = text(
        _l("Format"),
        most=40,
        hint=_l("For example 2+2 or 1+1+1+1. The first number is read as the home university's."),
    )
    path = Rows(PeriodRow, most=MOST_PERIODS, label=_l("Periods"))
    duration_months = count(
        _l("Duration in months"),
        least=1,
        most=120,
        hint=_l("Left empty, it is the length of the study path."),
    )

    def offer(self, programme: Programme) -> None:
        """Say at which universities a period can be."""
        self.programme = programme
        others = [partner.institution for partner in programme.partners]
        either = [(ANY_PARTNER, _l("at any of the partners"))] if len(others) > 1 else []
        home = programme.agreement.home
        places = [(HOME, name(home)), *((str(one.id), name(one)) for one in others), *either]
        for row in self.path.entries:
            row.form.where.choices = [("", _l("not chosen")), *places]
            _need(row.form.where, row.form.length)

    def show(self, programme: Programme) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = programme.version
        self.unit.data = programme.path_unit.value
        self.duration_months.data = programme.duration_months if programme.periods else None
        if programme.periods:
            self._fill(programme.path.periods)

    def was_rearranged(self, programme: Programme) -> bool:
        """Whether a button of the rows was pressed; they are then changed as it says."""
        if "fill" in request.form:
            self._fill_from_label(programme)
            return True
        return self.path.was_moved() or self._was_swapped()

    def validate_path(self, field: Rows) -> None:
        """Each row says where and how many."""
        _complete(field, ("where", "length"))

    def value(self) -> tuple[PathValue, int]:
        """The path as typed, and the version that was seen."""
        rows = self.path.filled
        if not rows and self.label.data:
            unit, periods = self._read_label(self.programme)
        else:
            unit, periods = Unit(self.unit.data), tuple(row.period for row in rows)
        return PathValue(unit, periods, self.duration_months.data), self.seen_version

    @property
    def typed(self) -> StudyPath | None:
        """The path as it stands on the screen, if it is one already."""
        try:
            rows = [row.period for row in self.path.filled]
            return StudyPath(tuple(rows), Unit(self.unit.data))
        except (Refusal, ValueError, TypeError):
            return None

    def _read_label(self, programme: Programme) -> tuple[Unit, tuple[Period, ...]]:
        path = parse_label(self.label.data or "", programme.level)
        return path.unit, placed(path, [one.institution_id for one in programme.partners])

    def _fill_from_label(self, programme: Programme) -> None:
        try:
            unit, periods = self._read_label(programme)
        except Refusal as refusal:
            self.label.errors = [refusal.message]
            return
        self.unit.data = unit.value
        self.duration_months.data, self.duration_months.raw_data = None, None
        self._fill(periods)

    def _fill(self, periods: Iterable[Period]) -> None:
        self.path.entries = []
        self.path.last_index = -1
        for period in periods:
            self.path.append_entry({"where": _place(period), "length": period.count})

    def _was_swapped(self) -> bool:
        for key in request.form:
            deed, _underscore, row = key.partition("_")
            if deed in ("up", "down"):
                self._swap(row, -1 if deed == "up" else 1)
                return True
        return False

    def _swap(self, row: str, step: int) -> None:
        names = [entry.name for entry in self.path.entries]
        if row not in names or not 0 <= names.index(row) + step < len(names):
            return
        one = self.path.entries[names.index(row)].form
        other = self.path.entries[names.index(row) + step].form
        for here, there in zip(one, other, strict=True):
            here.data, there.data = there.data, here.data
            here.raw_data, there.raw_data = there.raw_data, here.raw_data


class PartnerRow(Row):
    """A partner of the agreement, and what it does for the programme."""

    institution_id = HiddenField()
    teaches = BooleanField(_l("Teaches the programme"))
    programme_name = text(
        _l("Name of the programme there"), hint=_l("In the language of the original")
    )
    coordinator_name = text(_l("Coordinator"), most=200)
    coordinator_email = text(_l("E-mail of the coordinator"), most=254)

    validate_coordinator_email = staticmethod(email_shape)

    def value(self) -> PartnerValue:
        """The partner as typed; an id that is no number is nobody's."""
        return PartnerValue(
            _number(self.institution_id.data) or 0,
            self.programme_name.data or "",
            self.coordinator_name.data or "",
            self.coordinator_email.data or "",
        )


class PartnersForm(Form):
    """Coordinators on both sides, and the partners that teach."""

    coordinator_name = text(_l("Coordinator at the home university"), most=200)
    coordinator_email = text(_l("E-mail of the coordinator"), most=254)
    partners = Rows(PartnerRow, most=MOST_PARTNERS, label=_l("Partners"))

    validate_coordinator_email = staticmethod(email_shape)

    def show(self, programme: Programme) -> None:
        """A row for each partner of the agreement, those that teach it ticked."""
        self.version.data = programme.version
        self.coordinator_name.data = programme.coordinator_name
        self.coordinator_email.data = programme.coordinator_email
        taught = {partner.institution_id: partner for partner in programme.partners}
        self.partners.entries = []
        self.partners.last_index = -1
        for partner in programme.agreement.partners:
            known = taught.get(partner.institution_id)
            self.partners.append_entry(
                {
                    "institution_id": str(partner.institution_id),
                    "teaches": known is not None,
                    "programme_name": known.programme_name if known else "",
                    "coordinator_name": known.coordinator_name if known else "",
                    "coordinator_email": known.coordinator_email if known else "",
                }
            )

    def offer(self, programme: Programme) -> None:
        """Say whose row each is."""
        names = {str(p.institution_id): p.institution for p in programme.agreement.partners}
        for row in self.partners.entries:
            row.institution = names.get(str(row.form.institution_id.data))

    def value(self) -> tuple[PartnersValue, int]:
        """Coordinator and partners that teach, and the version that was seen."""
        rows = [row.form.value() for row in self.partners if row.form.teaches.data]
        by_id = {row.institution_id: row for row in rows}
        return (
            PartnersValue(
                tuple(by_id.values()),
                self.coordinator_name.data or "",
                self.coordinator_email.data or "",
            ),
            self.seen_version,
        )


class AwardRow(Row):
    """Who awards what to which intakes. A row left blank is no diploma."""

    institution = choice(_l("University"), list, required=False)
    role = choice(_l("What the diploma is"), listed("AWARD_ROLE"), required=False)
    degree = text(_l("Degree as it stands on the diploma"))
    intake_from = count(_l("From the intake of"), least=FIRST_YEAR, most=LAST_YEAR)
    intake_until = count(
        _l("Until the intake of"),
        least=FIRST_YEAR,
        most=LAST_YEAR,
        hint=_l("Leave empty while it goes on."),
    )
    supplement = BooleanField(_l("With a diploma supplement"))

    def value(self) -> AwardValue:
        """The award as typed."""
        return AwardValue(
            institution_id=_number(self.institution.data) or 0,
            intake_from=self.intake_from.data,
            intake_until=self.intake_until.data,
            role=AwardRole(self.role.data),
            degree=self.degree.data or "",
            supplement=self.supplement.data,
        )


class AwardsForm(Form):
    """All diplomas of a programme."""

    awards = Rows(AwardRow, most=MOST_AWARDS, label=_l("Diplomas"))

    def show(self, programme: Programme) -> None:
        """What is recorded; of nothing, a row for each university as the scheme has it."""
        self.version.data = programme.version
        rows = [_award_row(award) for award in programme.awards] or _expected(programme)
        self.awards.entries = []
        self.awards.last_index = -1
        for row in rows:
            self.awards.append_entry(row)

    def offer(self, programme: Programme) -> None:
        """Say which universities can award a diploma."""
        teaching = (programme.agreement.home, *(p.institution for p in programme.partners))
        places = [(str(one.id), name(one)) for one in teaching]
        for row in self.awards.entries:
            row.form.institution.choices = [("", _l("not chosen")), *places]
            _need(row.form.institution, row.form.role, row.form.degree, row.form.intake_from)

    def validate_awards(self, field: Rows) -> None:
        """Each row says who, what and since when."""
        _complete(field, ("institution", "role", "intake_from"))

    def value(self) -> tuple[list[AwardValue], int]:
        """The awards as typed, and the version that was seen."""
        return [row.value() for row in self.awards.filled], self.seen_version


class AccreditationForm(Form):
    """A decision of an accreditation agency."""

    agency = choice(_l("Agency"), listed("AGENCY"))
    kind = choice(_l("Kind of accreditation"), listed("ACCR_KIND"))
    valid_from = day(_l("Valid from"), required=True)
    valid_until = day(_l("Valid until"), required=True)
    decision = text(_l("Number of the decision"), most=120)

    def value(self) -> AccreditationValue:
        """The decision as typed."""
        return AccreditationValue(
            agency=self.agency.data,
            kind=AccreditationKind(self.kind.data),
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            decision=self.decision.data or "",
        )


class FilterForm(Bare):
    """How the list is narrowed: a form whose result is a link."""

    text = StringField(_l("Name or code"), [Length(max=100)])
    level = choice(_l("Level"), listed("LEVEL"), required=False, empty=_l("all"))
    country = choice(_l("Country of the partner"), list, required=False, empty=_l("all"))
    direction = choice(_l("Area of study"), list, required=False, empty=_l("all"))
    stage = choice(_l("Stage of the agreement"), listed("STAGE"), required=False, empty=_l("all"))

    def offer_countries(self, present: list[str]) -> None:
        """Say from which countries the partners are."""
        self.country.choices = [*self.country.choices, *countries(present)]

    def offer_areas(self, areas: list[ClassifierEntry], one: ClassifierEntry | None) -> None:
        """Say which areas there are; a single direction is offered when it was asked for."""
        numbered = [(area.code[2:], f"{area.code[2:]} {name(area)}") for area in areas]
        single = [(one.code, f"{one.code} {name(one)}")] if one else []
        self.direction.choices = [*self.direction.choices, *numbered, *single]

    def value(self) -> Filters:
        """What is asked for; a value that is not on the list narrows nothing."""
        level, stage = self._listed("level"), self._listed("stage")
        return Filters(
            text=(self.text.data or "")[:100],
            level=Level(level) if level else None,
            country=self._listed("country"),
            direction=self._listed("direction"),
            stage=Stage(stage) if stage else None,
        )

    def _listed(self, field: str) -> str:
        known = {value for value, _label in self._fields[field].choices}
        return self._fields[field].data if self._fields[field].data in known else ""


class ClassifierForm(Bare):
    """What is looked for in the classifier."""

    text = StringField(_l("Code or name"), [Length(max=100)])
    level = choice(_l("Level"), listed("LEVEL"), required=False, empty=_l("all"))

    @property
    def wanted(self) -> tuple[str, Level | None]:
        """The words, and the level if it is one."""
        known = {level.value: level for level in Level}
        return (self.text.data or "")[:100], known.get(self.level.data or "")


def placed(path: StudyPath, partners: list[int]) -> tuple[Period, ...]:
    """The periods of a path read from a label: abroad at the only partner, or at any of them."""
    only = partners[0] if len(partners) == 1 else None
    return tuple(
        Period(p.where, p.count, only if p.where is Place.PARTNER else None) for p in path.periods
    )


def _need(*fields: Field) -> None:
    """Let the page not call a field optional that only a blank row may leave empty."""
    for field in fields:
        field.flags.required = True


def _complete(rows: Rows, needed: tuple[str, ...]) -> None:
    """Say beside the field what a row that is not blank lacks."""
    lacking = [
        row[field]
        for row in rows.filled
        for field in needed
        if row[field].data in (None, "") and not row[field].errors
    ]
    for field in lacking:
        field.errors = [_("Fill this in, or take the row away.")]
    if lacking:
        raise ValidationError(_("A row is not complete."))


def _award_row(award: ProgrammeAward) -> dict[str, Any]:
    return {
        "institution": str(award.institution_id),
        "role": award.role.value,
        "degree": award.degree,
        "intake_from": award.intake_from,
        "intake_until": award.intake_until,
        "supplement": award.supplement,
    }


def _expected(programme: Programme) -> list[dict[str, Any]]:
    home, partner = ROLES[programme.diploma_scheme]
    shared = {"intake_from": programme.first_intake, "supplement": True}
    return [
        {"institution": str(programme.agreement.home_id), "role": home.value, **shared},
        *(
            {"institution": str(one.institution_id), "role": partner.value, **shared}
            for one in programme.partners
        ),
    ]


def _place(period: Period) -> str:
    if period.where is Place.HOME:
        return HOME
    return ANY_PARTNER if period.partner is None else str(period.partner)


def _number(typed: Any) -> int | None:
    """A typed id; None for anything that cannot be one."""
    plain = str(typed or "")
    return int(plain) if plain.isdecimal() and len(plain) < 10 else None

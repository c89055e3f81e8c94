"""The form of the record: everything but path, partners and diplomas."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired, Optional

from app.agreements.models import Agreement
from app.kernel.web.forms import (
    Form,
    Quantity,
    choice,
    count,
    day,
    listed,
    prose,
    text,
    web_shape,
)
from app.programmes.forms.fields import (
    FIRST_YEAR,
    LAST_YEAR,
    LanguagesField,
    credits,
)
from app.programmes.forms.path import placed
from app.programmes.models import DiplomaScheme, Mode, ProgrammeKind, RegistryStatus, Track
from app.programmes.path import Level, parse_label
from app.programmes.services import PathValue, ProgrammeValue


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
    admission_gpa = Quantity(
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

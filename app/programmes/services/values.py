"""What the services take: plain values, as a form, a workbook or a test makes them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.programmes.models import (
    AccreditationKind,
    AwardRole,
    DiplomaScheme,
    Mode,
    ProgrammeKind,
    RegistryStatus,
    Track,
)
from app.programmes.path import Level, Period, Unit


@dataclass(frozen=True)
class ProgrammeValue:
    """What is typed about a programme, its path, partners and diplomas aside.

    `duration_months` None takes the length of the study path.
    """

    registry_code: str
    name_kk: str
    name_ru: str
    name_en: str
    level: Level
    kind: ProgrammeKind
    diploma_scheme: DiplomaScheme
    ects_total: Decimal
    ects_home: Decimal
    ects_partner: Decimal
    languages: tuple[str, ...]
    first_intake: int
    track: Track | None = None
    duration_months: int | None = None
    ects_recognised: Decimal | None = None
    mode: Mode = Mode.ON_CAMPUS
    online_share: int = 0
    last_intake: int | None = None
    intake_open: bool = True
    registry_status: RegistryStatus = RegistryStatus.NOT_INCLUDED
    registry_on: date | None = None
    professional_standard: str = ""
    staff_home: int | None = None
    staff_partner: int | None = None
    url_kk: str = ""
    url_ru: str = ""
    url_en: str = ""
    admission_gpa: Decimal | None = None
    admission_language: str = ""
    places_year: int | None = None
    last_review_on: date | None = None
    fast_track_claimed: bool = False


@dataclass(frozen=True)
class PathValue:
    """A study path as typed; a period's `partner` is an institution's id, None for any of them.

    `duration_months` None takes the length of the path.
    """

    unit: Unit
    periods: tuple[Period, ...]
    duration_months: int | None = None


@dataclass(frozen=True)
class PartnerValue:
    """A partner that teaches the programme."""

    institution_id: int
    programme_name: str = ""
    coordinator_name: str = ""
    coordinator_email: str = ""


@dataclass(frozen=True)
class PartnersValue:
    """The coordinator at home, and the partners that teach the programme."""

    partners: tuple[PartnerValue, ...]
    coordinator_name: str = ""
    coordinator_email: str = ""


@dataclass(frozen=True)
class AwardValue:
    """What one institution awards to the intakes from–until; no `intake_until`: it goes on."""

    institution_id: int
    intake_from: int
    role: AwardRole
    intake_until: int | None = None
    degree: str = ""
    supplement: bool = False


@dataclass(frozen=True)
class AccreditationValue:
    """A decision of an accreditation agency."""

    agency: str
    kind: AccreditationKind
    valid_from: date
    valid_until: date
    decision: str = ""

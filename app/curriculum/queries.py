"""Every read of a curriculum, always in the same number of queries."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from app.agreements.models import Agreement
from app.curriculum.models import Curriculum, GradeConversion, Module, ModuleMatch, Outcome
from app.curriculum.totals import Counted, Taught, Way, totals, ways
from app.institutions.models import Institution
from app.kernel import journal
from app.kernel.db import session
from app.kernel.journal import JournalEntry
from app.programmes import queries as programmes
from app.programmes.models import Programme


@dataclass(frozen=True)
class Record:
    """A programme with its curriculum, whether anything of it is entered yet or not."""

    programme: Programme
    curriculum: Curriculum | None

    @property
    def agreement(self) -> Agreement:
        """Permissions ask as they do of the programme."""
        return self.programme.agreement

    @property
    def version(self) -> int:
        """What a form shows; 0 while nothing is entered."""
        return self.curriculum.version if self.curriculum else 0

    @property
    def home(self) -> Institution:
        """The home institution."""
        return self.programme.agreement.home

    @property
    def partners(self) -> list[Institution]:
        """The partners that teach the programme."""
        return [partner.institution for partner in self.programme.partners]

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes in their order."""
        return self.curriculum.outcomes if self.curriculum else []

    @property
    def modules(self) -> list[Module]:
        """The modules of all sides."""
        return self.curriculum.modules if self.curriculum else []

    @property
    def matches(self) -> list[ModuleMatch]:
        """What counts for what."""
        return self.curriculum.matches if self.curriculum else []

    @property
    def grades(self) -> list[GradeConversion]:
        """The conversion of grades of all partners."""
        return self.curriculum.grades if self.curriculum else []

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is entered."""
        return not (self.outcomes or self.modules or self.grades)

    @property
    def along(self) -> tuple[tuple[int, ...], ...]:
        """The ways through the programme, by the partners on each."""
        return ways([partner.id for partner in self.partners], self.programme.path)

    @property
    def strangers(self) -> list[Institution]:
        """Whose modules are kept although they no longer teach the programme."""
        parties = {self.home.id, *(partner.id for partner in self.partners)}
        found = {m.institution_id: m.institution for m in self.modules}
        return [found[one] for one in found if one not in parties]

    def of(self, institution: Institution) -> list[Module]:
        """The modules of one side."""
        return [module for module in self.modules if module.institution_id == institution.id]

    def conversion(self, partner: Institution) -> list[GradeConversion]:
        """The grades of one partner, in their order."""
        return [one for one in self.grades if one.institution_id == partner.id]

    def taught(self) -> dict[int, Taught]:
        """The modules as far as their credits go."""
        return {m.id: Taught(m.id, m.institution_id, m.ects) for m in self.modules}

    def counted(self) -> list[Counted]:
        """The matches as plain values."""
        return [Counted(m.partner_module_id, m.home_module_id, m.ects) for m in self.matches]

    def totals(self) -> tuple[Way, ...]:
        """The credits of each way through the programme."""
        return totals(self.taught().values(), self.counted(), self.home.id, self.along)


@dataclass(frozen=True)
class Side(Record):
    """One institution's part of a curriculum."""

    institution: Institution


def record(programme_id: int) -> Record | None:
    """A programme with its whole curriculum."""
    programme = programmes.programme(programme_id)
    return Record(programme, of_programme(programme)) if programme else None


def side(programme_id: int, institution_id: int) -> Side | None:
    """The modules of one side: of a party, or of one that still has some."""
    found = record(programme_id)
    known = [found.home, *found.partners, *found.strangers] if found else []
    institution = next((one for one in known if one.id == institution_id), None)
    if found is None or institution is None:
        return None
    return Side(found.programme, found.curriculum, institution)


def partner_side(programme_id: int, partner_id: int) -> Side | None:
    """The part of a partner that teaches the programme."""
    found = side(programme_id, partner_id)
    return found if found and found.institution in found.partners else None


def of_programme(programme: Programme) -> Curriculum | None:
    """The curriculum of a programme, with everything that belongs to it."""
    return session.scalar(
        select(Curriculum)
        .join(Curriculum.programme)
        .where(Curriculum.programme_id == programme.id)
        .options(
            contains_eager(Curriculum.programme),
            selectinload(Curriculum.outcomes),
            selectinload(Curriculum.modules).joinedload(Module.institution),
            selectinload(Curriculum.modules).selectinload(Module.outcomes),
            selectinload(Curriculum.matches),
            selectinload(Curriculum.grades),
        )
    )


def history(record: Record) -> list[JournalEntry]:
    """What happened to it, the newest first."""
    if record.curriculum is None:
        return []
    return journal.about(Curriculum.__tablename__, record.curriculum.id)

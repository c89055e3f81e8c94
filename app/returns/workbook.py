"""The workbook of one institution's return, filled from the register."""

from app.institutions.models import Institution
from app.kernel import codes
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import Text
from app.kernel.workbook.writer import write
from app.kernel.years import AcademicYear
from app.returns import queries, rows
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT


def dataset(institution: Institution, year: AcademicYear) -> Dataset:
    """The return of an institution as its register has it now."""
    material = queries.material(institution, year)
    return Dataset.of(CURRENT, institution.code, year, material.reference_on, rows.sheets(material))


def filled(institution: Institution, year: AcademicYear, language: str) -> bytes:
    """The xlsx file of the current edition; the same register gives the same bytes."""
    material = queries.material(institution, year)
    stamp = Stamp(
        institution=institution.code,
        institution_name=str(getattr(institution, f"name_{language}")),
        year=str(year),
        reference_date=material.reference_on,
        contact=material.figures.contact_email if material.figures else "",
    )
    book = {
        name: {code: Text(label.kk, label.ru, label.en) for code, label in entries.items()}
        for name, entries in codes.book().items()
    }
    return write(CURRENT, rows.sheets(material), stamp, language, book)


def file_name(institution: Institution, year: AcademicYear, language: str) -> str:
    """A name that sorts well: code, year, language."""
    return f"{institution.code}_{year}_{language}.xlsx"

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
from app.returns.queries import Material


def dataset(institution: Institution, year: AcademicYear) -> Dataset:
    """The return of an institution as its register has it now."""
    return dataset_of(queries.material(institution, year))


def dataset_of(material: Material) -> Dataset:
    """The return that is made of some material."""
    code, on = material.institution.code, material.reference_on
    return Dataset.of(CURRENT, code, material.year, on, rows.sheets(material))


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

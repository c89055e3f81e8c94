"""The workbook of one institution's return, filled from the register."""

from datetime import date

from app.institutions.models import Institution
from app.kernel import codes
from app.kernel.workbook.declaration import Edition
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import Text
from app.kernel.workbook.writer import write
from app.kernel.years import AcademicYear
from app.returns import queries, rows
from app.returns.dataset import Dataset, edition_of
from app.returns.editions import CURRENT
from app.returns.models import Delivery
from app.returns.queries import Material


def dataset(institution: Institution, year: AcademicYear, edition: Edition = CURRENT) -> Dataset:
    """The return of an institution as its register has it now."""
    return dataset_of(queries.material(institution, year), edition)


def dataset_of(material: Material, edition: Edition = CURRENT) -> Dataset:
    """The return that is made of some material."""
    code, on = material.institution.code, material.reference_on
    return Dataset.of(edition, code, material.year, on, rows.sheets(material))


def filled(
    institution: Institution, year: AcademicYear, language: str, edition: Edition = CURRENT
) -> bytes:
    """The xlsx file of an edition; the same register gives the same bytes."""
    material = queries.material(institution, year)
    contact = material.figures.contact_email if material.figures else ""
    stamp = _stamp(institution, year, material.reference_on, contact, language)
    found = rows.sheets(material)
    sheets = {sheet.name: found.get(sheet.name, []) for sheet in edition.written}
    return write(edition, sheets, stamp, language, codebook())


def of_delivery(delivery: Delivery, language: str) -> bytes:
    """The file as it came; of data that came from the register, a workbook of them."""
    if delivery.file is not None:
        return delivery.file.path.read_bytes()
    data = Dataset.loaded(delivery.dataset)
    stamp = stamp_of(delivery, data, language)
    edition = edition_of(data.edition)
    sheets = {sheet.name: data.rows(sheet.name) for sheet in edition.written}
    return write(edition, sheets, stamp, language, codebook())


def stamp_of(delivery: Delivery, data: Dataset, language: str) -> Stamp:
    """The stamp of a workbook with these data, for the institution of the delivery."""
    contact = str(data.head.get("contact_email", ""))
    return _stamp(delivery.filing.institution, data.year, data.reference_on, contact, language)


def codebook() -> dict[str, dict[str, Text]]:
    """The code lists as a workbook's writer and reader take them."""
    return {
        name: {code: Text(label.kk, label.ru, label.en) for code, label in entries.items()}
        for name, entries in codes.book().items()
    }


def _stamp(
    home: Institution, year: AcademicYear, reference_on: date, contact: str, language: str
) -> Stamp:
    return Stamp(
        institution=home.code,
        institution_name=str(getattr(home, f"name_{language}")),
        year=str(year),
        reference_date=reference_on,
        contact=contact,
    )


def file_name(institution: Institution, year: AcademicYear, language: str) -> str:
    """A name that sorts well: code, year, language."""
    return f"{institution.code}_{year}_{language}.xlsx"


def delivery_name(delivery: Delivery, suffix: str) -> str:
    """A name that sorts well: code, year, number of the delivery."""
    filing = delivery.filing
    parts = (filing.institution.code, str(filing.campaign.academic_year), f"v{delivery.number}")
    return "_".join((*parts, *([suffix] if suffix else []))) + ".xlsx"


def marked_name(name: str) -> str:
    """The name of the file that comes back with its problems marked."""
    return f"{name.removesuffix('.xlsx')}_marked.xlsx"

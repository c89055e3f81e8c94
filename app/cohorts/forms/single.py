"""Forms of one record: a cohort, the header of a year, filing and opening again."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import Regexp

from app.cohorts.services import CohortValue, FiguresValue
from app.kernel.web.forms import UNSEEN, Form, count, prose, text

MOST_STUDENTS = 100_000
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$"
PHONE = r"^\+?[0-9][0-9 ()\-.,;#*]{4,}$"


class CohortForm(Form):
    """What is planned and known of a cohort."""

    planned = count(_l("Planned"), most=MOST_STUDENTS, hint=_l("Places in this entry year."))
    minimum = count(
        _l("Minimum to open"),
        most=MOST_STUDENTS,
        hint=_l("With fewer students the cohort is not opened."),
    )
    admitted = count(_l("Admitted"), most=MOST_STUDENTS, hint=_l("Empty while it is not known."))
    note = prose(_l("Note"), hint=_l("About the cohort. No names of students."))

    def value(self) -> CohortValue:
        """The cohort as typed."""
        return CohortValue(
            planned=self.planned.data,
            minimum=self.minimum.data,
            admitted=self.admitted.data,
            note=(self.note.data or "").strip(),
        )


class NewCohortForm(CohortForm):
    """A cohort with the year in which it enters."""

    entry_year = count(
        _l("Entry year"),
        required=True,
        least=2000,
        most=2100,
        hint=_l("The calendar year of admission, such as 2026."),
    )


class FiguresForm(Form):
    """The header of a year: totals, contact, signatory."""

    total_contingent = count(
        _l("All students of the institution"),
        most=9_999_999,
        hint=_l("On the reference date, in all programmes."),
    )
    total_foreign = count(_l("Foreign students of the institution"), most=9_999_999)
    contact_name = text(_l("Contact person"), most=200)
    contact_email = text(_l("Contact's e-mail"), most=254)
    contact_phone = text(_l("Contact's telephone"), most=40)
    quality_contact_name = text(_l("Contact person for quality"), most=200)
    signatory_name = text(_l("Signatory"), most=200)
    signatory_position = text(_l("Signatory's position"), most=200)
    signatory_basis = text(
        _l("Basis of the signatory's powers"),
        most=300,
        hint=_l("When somebody signs for the rector: the order and its date."),
    )

    def validate_contact_email(self, field: text) -> None:  # type: ignore[valid-type]
        """Check the shape of the address."""
        Regexp(EMAIL, message=_l("Write an e-mail address like name@university.kz."))(self, field)

    def validate_contact_phone(self, field: text) -> None:  # type: ignore[valid-type]
        """Check the shape of the number."""
        Regexp(PHONE, message=_l("Write a telephone number like +7 7172 12 34 56."))(self, field)

    def value(self) -> FiguresValue:
        """The header as typed."""
        return FiguresValue(
            total_contingent=self.total_contingent.data,
            total_foreign=self.total_foreign.data,
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            contact_phone=self.contact_phone.data or "",
            quality_contact_name=self.quality_contact_name.data or "",
            signatory_name=self.signatory_name.data or "",
            signatory_position=self.signatory_position.data or "",
            signatory_basis=self.signatory_basis.data or "",
        )


class FileForm(Form):
    """Filing, knowing of the cohorts that do not add up."""

    with_differences = BooleanField(_l("I have seen the differences and file the figures so."))
    counted = HiddenField()

    def value(self) -> tuple[bool, int]:
        """Whether differences are filed knowingly, and the last entry of counts that was seen."""
        seen = str(self.counted.data or "")
        return bool(self.with_differences.data), int(
            seen
        ) if seen.isascii() and seen.isdigit() else UNSEEN


class ReopenForm(Form):
    """Why figures are opened again."""

    reason = prose(_l("Reason"), required=True, most=1000, hint=_l("The institution reads it."))

    def value(self) -> str:
        """The reason."""
        return str(self.reason.data).strip()

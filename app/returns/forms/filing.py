"""Forms of a return: the file, the reason, the day."""

from datetime import date

from flask_babel import lazy_gettext as _l

from app.institutions.models import Institution
from app.kernel.files import Upload
from app.kernel.i18n import name
from app.kernel.web.forms import Form, attachment, choice, day, prose, upload


class UploadForm(Form):
    """The workbook."""

    file = attachment(
        _l("Workbook"),
        required=True,
        hint=_l("The Excel file of the return (.xlsx), at most 10 MB."),
        accept=".xlsx",
    )

    def value(self) -> Upload:
        """The file as it was sent."""
        found = upload(self.file)
        assert found is not None, "a required file was sent"
        return found


class ReasonForm(Form):
    """Why something is given back."""

    reason = prose(
        _l("Reason"),
        required=True,
        most=2000,
        hint=_l("Say what has to be corrected, so that nobody has to call."),
    )

    def value(self) -> str:
        """The text."""
        return (self.reason.data or "").strip()


class ExtendForm(Form):
    """A later last day for one institution."""

    until = day(_l("Last day"), required=True)
    reason = prose(_l("Reason"), required=True, most=2000)

    def value(self) -> tuple[date, str]:
        """The day and the reason."""
        assert self.until.data is not None, "a required day was typed"
        return self.until.data, (self.reason.data or "").strip()


class ExpectForm(Form):
    """One more institution that is asked."""

    institution = choice(_l("Institution"), list)

    def offer(self, institutions: list[Institution]) -> None:
        """Say which are not asked yet."""
        self.institution.choices = [(str(one.id), name(one)) for one in institutions]

    def value(self) -> int:
        """The institution's number."""
        return int(self.institution.data)


class DeedForm(Form):
    """Nothing but the version of what was seen."""

    def value(self) -> None:
        """Nothing is typed."""

"""The form of a piece of evidence."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.kernel import codes
from app.kernel.i18n import current_language
from app.kernel.web.forms import Form, attachment, day, prose, text, upload, web_shape
from app.quality.models import Evidence, EvidenceKind
from app.quality.services import EvidenceValue

ACCEPTED = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg"


class EvidenceForm(Form):
    """What shows how things are."""

    kind = RadioField(
        _l("Kind of evidence"),
        [InputRequired()],
        choices=lambda: [
            (one, label.in_(current_language()))
            for one, label in codes.book()["EVIDENCE_TYPE"].items()
        ],
        default=EvidenceKind.DOCUMENT.value,
    )
    title = text(
        _l("Name of the evidence"), required=True, hint=_l("For example: minutes of the council")
    )
    file = attachment(
        _l("File"),
        hint=_l("PDF, Word, Excel, PNG or JPEG of at most 10 MB"),
        accept=ACCEPTED,
    )
    url = text(_l("Address"), most=500, hint=_l("Where it can be read, if it is on the web."))
    dated_on = day(_l("Of which day"))
    note = prose(_l("Note"), most=2000, hint=_l("What to look at, and where."))

    validate_url = staticmethod(web_shape)

    def show(self, piece: Evidence) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = piece.version
        self.kind.data, self.title.data = piece.kind.value, piece.title
        self.url.data, self.dated_on.data, self.note.data = piece.url, piece.dated_on, piece.note
        if piece.file_id is not None:
            del self.file

    def value(self) -> EvidenceValue:
        """The piece as typed."""
        file = self._fields.get("file")
        return EvidenceValue(
            kind=EvidenceKind(self.kind.data),
            title=str(self.title.data or ""),
            url=str(self.url.data or ""),
            dated_on=self.dated_on.data,
            note=str(self.note.data or "").strip(),
            file=upload(file) if file is not None else None,
        )

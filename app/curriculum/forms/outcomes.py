"""The learning outcomes, one line each."""

from flask_babel import lazy_gettext as _l

from app.curriculum.forms.lines import GridForm, KeptRow, complete, fill, was_moved
from app.curriculum.queries import Record
from app.curriculum.services import OutcomeValue
from app.kernel.web.forms import prose, stripped, text
from app.kernel.web.rows import Rows

MOST = 60


class OutcomeRow(KeptRow):
    """An outcome in one language or more."""

    code = text(_l("Code"), most=16)
    text_kk = prose(_l("In Kazakh"), most=2000)
    text_ru = prose(_l("In Russian"), most=2000)
    text_en = prose(_l("In English"), most=2000)

    def value(self) -> OutcomeValue:
        """The outcome as typed."""
        return OutcomeValue(
            code=self.code.data or "",
            text_kk=stripped(self.text_kk.data),
            text_ru=stripped(self.text_ru.data),
            text_en=stripped(self.text_en.data),
            id=self.kept_id,
        )


class OutcomesForm(GridForm):
    """All outcomes of a programme."""

    outcomes = Rows(OutcomeRow, most=MOST, label=_l("Learning outcomes"))

    def show(self, record: Record) -> None:
        """What is recorded."""
        self.version.data = record.version
        fill(
            self.outcomes,
            (
                {
                    "kept": str(one.id),
                    "code": one.code,
                    "text_kk": one.text_kk,
                    "text_ru": one.text_ru,
                    "text_en": one.text_en,
                }
                for one in record.outcomes
            ),
        )

    def was_moved(self) -> bool:
        """Whether more lines were asked for, or one taken away."""
        return was_moved(self.outcomes, 5)

    def validate_outcomes(self, field: Rows) -> None:
        """Each line has its code."""
        complete(field, ("code",))

    def value(self) -> tuple[list[OutcomeValue], int]:
        """The outcomes as typed, and the version that was seen."""
        return [row.value() for row in self.outcomes.filled], self.seen_version

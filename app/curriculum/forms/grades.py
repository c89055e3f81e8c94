"""What the grades of one partner become at home."""

from flask_babel import lazy_gettext as _l

from app.curriculum.forms.lines import GridForm, complete, fill, was_moved
from app.curriculum.grades import SCALE
from app.curriculum.models import Grade
from app.curriculum.queries import Side
from app.curriculum.services import GradeValue
from app.kernel.i18n import number
from app.kernel.web.forms import choice, text
from app.kernel.web.rows import Row, Rows

MOST = 120


def letters() -> list[tuple[str, str]]:
    """The letters of the home scale with what they are worth."""
    return [
        (grade.value, f"{grade.value} · {number(worth.points)} · {worth.least}–{worth.most} %")
        for grade, worth in SCALE.items()
    ]


class GradeRow(Row):
    """A grade there, and here."""

    label = text(_l("Grade of the partner"), most=40)
    grade = choice(_l("Grade at home"), letters, required=False, empty=_l("not agreed yet"))

    def value(self) -> GradeValue:
        """The grade as typed."""
        return GradeValue(
            self.label.data or "", Grade(self.grade.data) if self.grade.data else None
        )


class GradesForm(GridForm):
    """The whole conversion of one partner."""

    grades = Rows(GradeRow, most=MOST, label=_l("Conversion of grades"))

    def show(self, side: Side) -> None:
        """What is recorded."""
        self.version.data = side.version
        fill(
            self.grades,
            (
                {"label": one.label, "grade": one.grade and one.grade.value}
                for one in side.conversion(side.institution)
            ),
        )

    def was_moved(self) -> bool:
        """Whether more lines were asked for, or one taken away."""
        return was_moved(self.grades, 5)

    def validate_grades(self, field: Rows) -> None:
        """Each line says which grade of the partner is meant."""
        complete(field, ("label",))

    def value(self) -> tuple[list[GradeValue], int]:
        """The grades as typed, and the version that was seen."""
        return [row.value() for row in self.grades.filled], self.seen_version

"""Forms of a review: opening it, judging a standard, handing it on."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import Choice
from wtforms.validators import InputRequired, ValidationError

from app.kernel import codes
from app.kernel.i18n import code, current_language, day
from app.kernel.web.forms import Form, choice, prose
from app.quality.forms.lists import titled
from app.quality.models import Evidence, Framework, Grade, Judgement
from app.quality.services import JudgementValue

EACH, WHOLE = "each", "whole"


class OpenForm(Form):
    """By which standards, and whether once or for each programme."""

    framework = choice(_l("Standards"), list)
    scope = RadioField(
        _l("What is reviewed"),
        [InputRequired()],
        choices=lambda: [
            (EACH, _("Each programme of the agreement by itself")),
            (WHOLE, _("The agreement as a whole, once for all its programmes")),
        ],
        default=EACH,
    )

    def offer(self, frameworks: list[Framework], *, many: bool) -> None:
        """Say by which standards; only an agreement has many programmes."""
        self.framework.choices = titled(frameworks)
        if not many:
            del self.scope

    def value(self) -> tuple[str, bool]:
        """The framework's code, and whether each programme gets a review of its own."""
        scope = self._fields.get("scope")
        return str(self.framework.data), scope is not None and scope.data == EACH


class PiecesField(SelectMultipleField):
    """Evidence of the institution, the likeliest first."""

    def iter_choices(self) -> Any:
        """Ids with labels; what is chosen is marked."""
        chosen = {str(one) for one in self.data or ()}
        for value, label in self.choices or ():
            yield Choice(value, label, value in chosen, {})

    def pre_validate(self, form: Any) -> None:
        """Only what was offered."""
        known = {value for value, _label in self.choices or ()}
        if set(self.data or ()) - known:
            raise ValidationError(_("Choose evidence of this institution."))


class JudgeForm(Form):
    """The judgement on one standard."""

    grade = RadioField(
        _l("Judgement"),
        [InputRequired()],
        choices=lambda: [
            (one, label.in_(current_language())) for one, label in codes.book()["JUDGE"].items()
        ],
    )
    comment = prose(
        _l("Comment"),
        most=4000,
        hint=_l("What is in place, what is lacking, what students and teachers say."),
    )
    reason = prose(
        _l("Why it is full against the data"),
        most=2000,
        hint=_l("Only for full compliance while a check below finds something to put right."),
    )
    evidence = PiecesField(_l("Evidence"))

    def offer(self, pieces: list[Evidence], beside: Mapping[int, str]) -> None:
        """Say which evidence there is; what stands under related standards comes first."""
        ranked = sorted(pieces, key=lambda one: one.id not in beside)
        self.evidence.choices = [(str(one.id), _told(one, beside)) for one in ranked]

    def show(self, judgement: Judgement) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = judgement.version
        self.grade.data = judgement.grade.value
        self.comment.data, self.reason.data = judgement.comment, judgement.reason
        self.evidence.data = [str(use.evidence_id) for use in judgement.uses]

    def value(self) -> JudgementValue:
        """The judgement as typed."""
        return JudgementValue(
            grade=Grade(self.grade.data),
            comment=(self.comment.data or "").strip(),
            reason=(self.reason.data or "").strip(),
            evidence={int(one): "" for one in self.evidence.data or ()},
        )


def _told(piece: Evidence, beside: Mapping[int, str]) -> str:
    parts = [piece.title, code(piece.kind, "EVIDENCE_TYPE")]
    if piece.dated_on:
        parts.append(day(piece.dated_on))
    if piece.id in beside:
        parts.append(_("used under %(standards)s", standards=beside[piece.id]))
    return " · ".join(parts)


class FillForm(Form):
    """The summary with which a review is handed on."""

    summary = prose(
        _l("Summary"),
        most=4000,
        hint=_l("Strengths, gaps and what comes next, in a few sentences for the signatory."),
    )

    def value(self) -> str:
        """The text."""
        return (self.summary.data or "").strip()


class ReasonForm(Form):
    """Why a review is returned."""

    reason = prose(_l("Reason"), required=True, most=2000)

    def value(self) -> str:
        """The text."""
        return (self.reason.data or "").strip()


class SignForm(Form):
    """Nothing but the version that is signed."""

    def value(self) -> None:
        """Nothing is typed."""

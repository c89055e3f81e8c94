"""Forms of what is said about a return: explanations, decisions, questions, signatures."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired, Optional

from app.kernel.web.forms import Form, Quantity, day, prose
from app.returns.models import Explanation
from app.returns.services import DecisionValue

CONFIRMED, EXPLAINED = "confirmed", "explained"
ACCEPT, DECLINE = "accept", "decline"
MOST = 9_999_999


class ExplainForm(Form):
    """Why a warning is right: the data are confirmed, or there is more to say."""

    rule = HiddenField()
    subject = HiddenField()
    kind = RadioField(
        _l("What do you say to it?"),
        [InputRequired()],
        choices=lambda: [
            (CONFIRMED, _("We have checked it: the data are right")),
            (EXPLAINED, _("There is a reason, and we give it")),
        ],
        default=EXPLAINED,
    )
    text = prose(
        _l("Explanation"),
        most=2000,
        hint=_l("What happened, in a sentence or two that somebody outside understands."),
    )

    everywhere = BooleanField(_l("Say the same of every other place that this rule found"))

    def offer(self, about: tuple[str, str], *, error: bool, others: int) -> None:
        """Say which finding it is about. An error is never confirmed, it is let pass."""
        self.rule.data, self.subject.data = about
        if error or not others:
            del self.everywhere
        if error:
            del self.kind

    def show(self, explanation: Explanation | None) -> None:
        """Fill the fields with what was said before."""
        self.version.data = str(explanation.version if explanation else 0)
        if explanation is not None:
            self.text.data = explanation.text
            if "kind" in self._fields and not explanation.text:
                self.kind.data = CONFIRMED

    def validate(self, extra_validators: Any = None) -> bool:
        """An explanation has words."""
        right = bool(super().validate(extra_validators))
        if right and not self.value() and not self._confirms:
            self.text.errors = [*self.text.errors, _("Give the reason in a sentence.")]
            return False
        return right

    @property
    def _confirms(self) -> bool:
        return "kind" in self._fields and self.kind.data == CONFIRMED

    def value(self) -> str:
        """The text; empty where the data are only confirmed."""
        return "" if self._confirms else (self.text.data or "").strip()

    @property
    def says_it_everywhere(self) -> bool:
        """Whether it is said of all other places of the rule too."""
        return "everywhere" in self._fields and bool(self.everywhere.data)


class DecideForm(Form):
    """What the centre says to an explanation."""

    decision = RadioField(
        _l("Decision"),
        [InputRequired()],
        choices=lambda: [(ACCEPT, _("Accept")), (DECLINE, _("Decline"))],
    )
    tolerance = Quantity(
        _l("Tolerance"),
        [Optional()],
        most=MOST,
        places=2,
        description=_l(
            "How far the number may move, up or down, before it has to be explained anew."
        ),
    )
    ends_on = day(_l("Until when it holds"), hint=_l("Needed when you accept."))
    reason = prose(
        _l("Reason"), most=2000, hint=_l("Needed when you decline, and to let an error pass.")
    )

    def offer(self, explanation: Explanation) -> None:
        """Ask only what makes sense for this finding."""
        if explanation.value is None or explanation.is_waiver:
            del self.tolerance
        if explanation.is_waiver:
            del self.ends_on

    def value(self) -> DecisionValue:
        """The decision as typed."""
        has_tolerance = "tolerance" in self._fields
        return DecisionValue(
            accepts=self.decision.data == ACCEPT,
            reason=(self.reason.data or "").strip(),
            tolerance=self.tolerance.data if has_tolerance else None,
            ends_on=self.ends_on.data if "ends_on" in self._fields else None,
        )


class AskForm(Form):
    """A question of the centre."""

    text = prose(_l("Question"), required=True, most=2000)

    def value(self) -> str:
        """The text."""
        return (self.text.data or "").strip()


class AnswerForm(Form):
    """What the institution answers."""

    text = prose(_l("Answer"), required=True, most=2000)
    promises = BooleanField(_l("It will be fixed when the return is submitted again"))

    def value(self) -> tuple[str, bool]:
        """The text, and whether it is a promise."""
        return (self.text.data or "").strip(), bool(self.promises.data)


class SignForm(Form):
    """The digest that was on the screen, the confirmation, and an electronic signature."""

    digest = HiddenField()
    confirmed = BooleanField(_l("I have read what we declare, and it is right"), [DataRequired()])
    cms = prose(
        _l("Electronic signature"),
        most=90_000,
        hint=_l(
            "Optional: sign the statement file with your key, and paste the detached CMS "
            "signature here as Base64."
        ),
    )

    def offer(self, *, digest: str, electronic: bool) -> None:
        """Show what is signed; the field for a signature only where one can be verified."""
        if not self.digest.raw_data:
            self.digest.data = digest
        if not electronic:
            del self.cms

    def value(self) -> tuple[str, str | None]:
        """The digest that was seen, and the electronic signature if there is one."""
        cms = (self.cms.data or "").strip() if "cms" in self._fields else ""
        return str(self.digest.data or ""), cms or None

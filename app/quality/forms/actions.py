"""The forms of an action: what is to be done, and how far it has come."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.kernel import codes
from app.kernel.i18n import current_language
from app.kernel.web.forms import Form, day, email_shape, prose, text
from app.quality.models import Action, ActionStage
from app.quality.services import ActionValue, FollowValue


class ActionForm(Form):
    """What is to be done about a gap."""

    title = text(_l("What is to be done"), required=True)
    detail = prose(_l("In detail"), most=4000)
    owner_name = text(_l("Who does it"), required=True, most=200)
    owner_email = text(
        _l("E-mail of the one who does it"),
        most=254,
        hint=_l("With the address of an account here, it appears on that person's home page."),
    )
    due_on = day(_l("Due on"), required=True)

    validate_owner_email = staticmethod(email_shape)

    def value(self) -> ActionValue:
        """The action as typed."""
        return ActionValue(
            title=str(self.title.data or ""),
            detail=str(self.detail.data or "").strip(),
            owner_name=str(self.owner_name.data or ""),
            owner_email=str(self.owner_email.data or ""),
            due_on=self.due_on.data,
        )


class FollowForm(Form):
    """How far an action has come."""

    stage = RadioField(
        _l("State"),
        [InputRequired()],
        choices=lambda: [
            (one, label.in_(current_language()))
            for one, label in codes.book()["ACTION_STAGE"].items()
        ],
    )
    follow_up = prose(_l("What came of it"), most=4000)

    def show(self, action: Action) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = action.version
        self.stage.data, self.follow_up.data = action.stage.value, action.follow_up

    def value(self) -> FollowValue:
        """The state as typed."""
        return FollowValue(ActionStage(self.stage.data), (self.follow_up.data or "").strip())

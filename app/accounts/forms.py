"""Forms on people: shape checks only."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from app.accounts.models import Role
from app.accounts.services import EMAIL_SHAPE, PersonValue, RoleValue
from app.accounts.words import ROLE_NAMES
from app.kernel.i18n import LANGUAGES
from app.kernel.web.forms import Form, choice, text


def email_shape() -> Regexp:
    """An address with one @ and a domain that has a dot."""
    return Regexp(EMAIL_SHAPE, message=_l("Write an e-mail address like name@university.kz."))


class SignInForm(Form):
    """Address and password."""

    email = text(_l("E-mail"), required=True, most=254)
    password = PasswordField(
        _l("Password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )

    def value(self) -> tuple[str, str]:
        """Address, password."""
        return str(self.email.data), str(self.password.data)


class PersonForm(Form):
    """Name, address, language."""

    name = text(_l("Name"), required=True, most=200)
    email = text(_l("E-mail"), required=True, most=254)
    language = RadioField(
        _l("Language"),
        [InputRequired()],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        default="kk",
    )

    def validate_email(self, field: text) -> None:  # type: ignore[valid-type]
        """Check the shape of the address."""
        email_shape()(self, field)

    def value(self) -> PersonValue:
        """The person as typed."""
        return PersonValue(str(self.email.data), str(self.name.data), str(self.language.data))


class RoleForm(Form):
    """A role and where it is held."""

    role = choice(_l("Role"), lambda: [(r.value, ROLE_NAMES[r]) for r in Role])
    institution_id = choice(
        _l("Institution"), list, required=False, empty=_l("none (centre or system)")
    )

    def offer(self, roles: list[Role], places: list[tuple[str, str]]) -> None:
        """Narrow the choices to what the administrator may grant."""
        self.role.choices = [(r.value, ROLE_NAMES[r]) for r in roles]
        self.institution_id.choices = [*self.institution_id.choices[:1], *places]

    def role_value(self) -> RoleValue:
        """The role as typed."""
        place = str(self.institution_id.data or "")
        return RoleValue(Role(self.role.data), int(place) if place else None)

    def value(self) -> RoleValue:
        """The role as typed."""
        return self.role_value()


class RegisterForm(RoleForm, PersonForm):
    """A person with a first role."""

    def value(self) -> tuple[PersonValue, RoleValue]:  # type: ignore[override]
        """Person and role."""
        return PersonForm.value(self), self.role_value()


class PasswordForm(Form):
    """The person's own change of password."""

    current = PasswordField(
        _l("Present password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("New password"),
        [InputRequired(), Length(min=10, max=200)],
        description=_l("At least 10 characters. Three unrelated words are good."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password again"),
        [InputRequired(), EqualTo("new", message=_l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )

    def value(self) -> tuple[str, str]:
        """Present and new password."""
        return str(self.current.data), str(self.new.data)

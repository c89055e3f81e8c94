"""Pages for signing in, one's own account, and the people of an institution."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.accounts import forms, queries, services
from app.accounts.models import INSTITUTION_ROLES, Person, Role
from app.accounts.words import ROLE_NAMES
from app.kernel import journal, listing
from app.kernel.i18n import name
from app.kernel.permissions import Actor
from app.kernel.web import application
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.language import local
from app.kernel.web.pages import done, page
from app.kernel.words import told

blueprint = Blueprint("accounts", __name__, template_folder="templates")
sessions = LoginManager()

WITH_A_FIRST_PASSWORD = frozenset(
    {"accounts.me", "accounts.sign_in", "accounts.sign_out", "language.switch", "static"}
    | {"home.health"}
)


class SignedIn(UserMixin):
    """What the session keeps: the person's number and stamp; and the actor."""

    def __init__(self, actor: Actor, stamp: str, must_change: bool = False) -> None:
        self.actor = actor
        self.stamp = stamp
        self.must_change = must_change

    def get_id(self) -> str:
        """Number and stamp, so that a new password ends old sessions."""
        return f"{self.actor.id}.{self.stamp}"


@blueprint.record_once
def _install(state: Any) -> None:
    sessions.init_app(state.app)
    state.app.jinja_env.filters["role"] = lambda role: str(ROLE_NAMES[role])


@sessions.user_loader
def load(token: str) -> SignedIn | None:
    """The actor behind a session's token, or None when it has ended."""
    number, _dot, stamp = token.partition(".")
    if not number.isdecimal() or len(number) > 9:
        return None
    found, must_change = queries.signed_in(int(number), stamp)
    return SignedIn(found, stamp, must_change) if found.is_known else None


@blueprint.before_app_request
def first_password() -> Any:
    """Whoever still has the password that somebody else has seen chooses another first."""
    here = request.endpoint
    if here is None or here in WITH_A_FIRST_PASSWORD:
        return None
    return redirect(url_for("accounts.me")) if getattr(current_user, "must_change", False) else None


@blueprint.route("/sign-in", methods=["GET", "POST"])
@guard("account.sign_in")
def sign_in() -> Any:
    """Sign in, and go where the person wanted to go."""
    form = forms.SignInForm()
    person = form.carry(lambda pair: services.sign_in(pair[0], pair[1], request.remote_addr or ""))
    if person is None:
        application.keep()
        return page("accounts/sign_in.html", form=form, next=request.values.get("next", ""))
    language = session.get("language") or person.language
    session.clear()
    session["language"] = language
    login_user(SignedIn(Actor(person.id, person.name, person.email), person.stamp))
    if person.must_change_password:
        return done(url_for("accounts.me"), _("Choose your own password first."), "warn")
    return done(local(request.values.get("next")))


@blueprint.post("/sign-out")
@guard("account.sign_out")
def sign_out() -> Any:
    """End this session and every other of the person."""
    if actor().is_known:
        services.sign_out(actor=actor())
    logout_user()
    return done(url_for("home.show"), _("You are signed out, here and on every other device."))


@blueprint.route("/me", methods=["GET", "POST"])
@guard("account.own")
def me() -> Any:
    """One's own account: roles held, language, password."""
    person = queries.person(actor().id or 0)
    form = forms.PasswordForm()
    if form.carry(lambda pair: _changed(person, pair)):
        return done(url_for("home.show"), _("Your password is changed."))
    return page("accounts/me.html", form=form, person=person)


def _changed(person: Person | None, pair: tuple[str, str]) -> bool:
    if person is None:
        return False
    services.change_password(person, *pair, actor=actor())
    login_user(SignedIn(actor(), person.stamp))
    return True


@blueprint.get("/people")
@guard("person.list")
def index() -> Any:
    """Those whom this administrator manages."""
    found = queries.people(actor(), listing.cursor())
    return page("accounts/index.html", listing=listing.page_of(found))


@blueprint.route("/people/new", methods=["GET", "POST"])
@guard("person.register")
def register() -> Any:
    """Register a person with a first role; the first password is shown once."""
    form = _offered(forms.RegisterForm())
    made = form.carry(lambda pair: services.register(*pair, actor=actor()))
    if made is None:
        return page("accounts/register.html", form=form)
    return page("accounts/password_made.html", person=made[0], password=made[1])


@blueprint.get("/people/<int:person_id>")
@guard("person.show", on=queries.person)
def show(person: Person) -> Any:
    """One person: roles, and what happened to the record."""
    return page(
        "accounts/show.html",
        person=person,
        form=_offered(forms.RoleForm()),
        entries=journal.about("people", person.id),
    )


@blueprint.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@guard("person.edit", on=queries.person)
def edit(person: Person) -> Any:
    """Correct name, address or language."""
    form = forms.PersonForm(obj=person)
    if form.carried(lambda value: services.edit(person, value, form.seen_version, actor=actor())):
        return done(url_for("accounts.show", person_id=person.id), _("Saved."))
    return page("accounts/edit.html", form=form, person=person)


@blueprint.post("/people/<int:person_id>/roles")
@guard("person.grant", on=queries.person)
def grant(person: Person) -> Any:
    """Give one more role."""
    form = _offered(forms.RoleForm())
    if form.carried(lambda value: services.grant(person, value, actor=actor())):
        return done(url_for("accounts.show", person_id=person.id), _("The role is granted."))
    entries = journal.about("people", person.id)
    return page("accounts/show.html", person=person, form=form, entries=entries)


@blueprint.post("/roles/<int:membership_id>/remove")
@guard("membership.remove", on=queries.membership)
def remove_role(membership: Any) -> Any:
    """Take a role away."""
    services.remove(membership, actor=actor())
    return done(url_for("accounts.index"), _("The role is removed."))


@blueprint.post("/people/<int:person_id>/password")
@guard("person.edit", on=queries.person)
def reset_password(person: Person) -> Any:
    """Make a new first password and show it once."""
    made = services.reset_password(person, actor=actor())
    return page("accounts/password_made.html", person=person, password=made)


@blueprint.post("/people/<int:person_id>/access")
@guard("person.edit", on=queries.person)
def set_access(person: Person) -> Any:
    """Close or open a person's access; the button says which."""
    wanted = request.form.get("access")
    if wanted not in ("open", "closed"):
        abort(400)
    services.set_access(person, wanted == "open", actor=actor())
    return done(url_for("accounts.show", person_id=person.id), _("Saved."))


@blueprint.get("/journal")
@guard("journal.show")
def show_journal() -> Any:
    """The newest entries of the whole journal, older ones by number."""
    before = request.args.get("before", "")
    entries = queries.journal_page(int(before) if before.isdecimal() and len(before) < 15 else None)
    return page(
        "accounts/show_journal.html",
        entries=entries,
        lines=[
            line if may("journal_entry.read", entry) else replace(line, subject="", changes=())
            for entry, line in zip(entries, told(entries), strict=True)
        ],
    )


def _offered(form: Any) -> Any:
    """Narrow a form to the roles and places this administrator may grant."""
    everything = actor().holds(Role.SYSTEM_ADMIN)
    roles = list(Role) if everything else list(INSTITUTION_ROLES)
    places = [(str(i.id), name(i)) for i in queries.administered(actor())]
    form.offer(roles, places)
    return form

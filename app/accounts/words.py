"""What the journal records of people, and the words for it."""

from flask_babel import lazy_gettext as _l

from app.accounts.models import Role
from app.kernel.words import Word

EVENTS = {
    "person.registered": ("email",),
    "person.edited": (),
    "person.password_changed": (),
    "person.password_reset": (),
    "person.deactivated": (),
    "person.activated": (),
    "person.role_granted": ("role",),
    "person.role_removed": ("role",),
    "person.signed_in": (),
    "person.signed_out": (),
    "reference.loaded": ("counts",),
    "demo.loaded": ("counts",),
}

ROLE_NAMES = {
    Role.INTERNATIONAL_OFFICE: _l("International office"),
    Role.QUALITY_MANAGER: _l("Quality manager"),
    Role.SIGNATORY: _l("Signatory"),
    Role.VIEWER: _l("Viewer"),
    Role.INSTITUTION_ADMIN: _l("Institution administrator"),
    Role.NCHED_ANALYST: _l("NCHED analyst"),
    Role.NCHED_LEAD: _l("NCHED lead"),
    Role.SYSTEM_ADMIN: _l("System administrator"),
}

WORDS = {
    "person.registered": Word(_l("Person registered")),
    "person.edited": Word(_l("Person edited")),
    "person.password_changed": Word(_l("Password changed")),
    "person.password_reset": Word(_l("Password reset")),
    "person.deactivated": Word(_l("Access closed")),
    "person.activated": Word(_l("Access opened")),
    "person.role_granted": Word(_l("Role granted")),
    "person.role_removed": Word(_l("Role removed")),
    "person.signed_in": Word(_l("Signed in")),
    "person.signed_out": Word(_l("Signed out")),
    "reference.loaded": Word(_l("Reference data loaded")),
    "demo.loaded": Word(_l("Demonstration data loaded")),
    "email": Word(_l("E-mail")),
    "people.name": Word(_l("Name")),
    "language": Word(_l("Language")),
    "is_active": Word(_l("Access is open")),
    "must_change_password": Word(_l("Must choose a new password")),
    "signed_in_at": Word(_l("Last signed in")),
    "role": Word(_l("Role"), names=ROLE_NAMES),
    "counts": Word(_l("Rows")),
}

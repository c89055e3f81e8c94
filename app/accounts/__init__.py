"""People: who they are, what roles they hold, how they sign in."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="accounts",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    menu=(
        Item(_l("People"), "accounts.index", "person.list", 80),
        Item(_l("Journal"), "accounts.show_journal", "journal.show", 90),
    ),
    panels="panels:PANELS",
    commands="commands:people",
)

"""What a version of an agreement says, and what differs between two, in the reader's words."""

from typing import Any

from app.agreements import content
from app.kernel.i18n import day, name
from app.kernel.words import shown, word


def told(found: list[content.Difference]) -> list[tuple[str, str, str]]:
    """Differences in the reader's words."""
    return [(_label(one), _side(one.key, one.before), _side(one.key, one.after)) for one in found]


def _label(one: content.Difference) -> str:
    label = word(one.key, "agreements")
    return f"{_name(one.about)}: {label}" if one.about else label


def _side(key: str, value: Any) -> str:
    if key == "terms":
        return "; ".join(_term_words(one) for one in value or ()) or "—"
    if key == "partners":
        return "; ".join(map(_name, value if isinstance(value, list) else [value])) or "—"
    return shown(value, key, "agreements")


def _name(partner: Any) -> str:
    """A partner's name in the reader's language, from the content of a version."""
    if not partner:
        return "—"
    return name(_Named(partner))


class _Named:
    """The names inside a version's content, as the filter for names wants them."""

    def __init__(self, names: Any) -> None:
        self.name_kk = names.get("name_kk", "")
        self.name_ru = names.get("name_ru", "")
        self.name_en = names.get("name_en") or names.get("institution", "")


def _term_words(term: Any) -> str:
    until = day(term["ends_on"]) if term.get("ends_on") else "…"
    return f"{day(term['starts_on'])} – {until}, {shown(term['kind'], 'term_kind')}"


def whole(kept: Any) -> list[tuple[str, str]]:
    """All of a version's content in the reader's words."""
    keys = [*content.COLUMNS, "parent", "terms"]
    rows = [(word(key, "agreements"), _side(key, kept.get(key))) for key in keys]
    for partner in kept.get("partners") or ():
        rows.append((word("partners"), _name(partner)))
        rows += [
            (f"{_name(partner)}: {word(key, 'agreements')}", shown(partner[key], key))
            for key in content.PARTNER_COLUMNS
            if partner.get(key)
        ]
    return rows

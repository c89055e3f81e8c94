"""What an agreement says, as a plain value: kept with each version, compared field by field.

A version's content is JSON: the columns below, the partners and the terms. To
keep one more column: a line in `COLUMNS` (or `PARTNER_COLUMNS`), and a word in
`words.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.agreements.models import Agreement, AgreementPartner, Term
from app.kernel.journal import plain

COLUMNS = (
    "number",
    "title",
    "kind",
    "levels",
    "languages",
    "prevailing_language",
    "tuition_rule",
    "max_students_year",
    "signatory_name",
    "signatory_position",
    "contact_name",
    "contact_email",
    "contact_phone",
)
PARTNER_COLUMNS = (
    "campus_country",
    "campus_city",
    "signatory_name",
    "signatory_position",
    "contact_name",
    "contact_email",
    "contact_phone",
)
TERM_COLUMNS = ("kind", "starts_on", "ends_on", "renew_years", "notice_months")
NAMES = ("name_kk", "name_ru", "name_en")


@dataclass(frozen=True)
class Difference:
    """A field that differs; `about` is the partner it belongs to, with its names."""

    key: str
    before: Any
    after: Any
    about: Mapping[str, Any] | None = None


def snapshot(agreement: Agreement) -> dict[str, Any]:
    """The content of an agreement as a version keeps it. Needs everything loaded."""
    return {
        **{key: plain(getattr(agreement, key)) for key in COLUMNS},
        "parent": agreement.parent.code if agreement.parent else None,
        "partners": [_partner(one) for one in agreement.partners],
        "terms": [_term(one) for one in agreement.terms],
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed from one content to the other, in the order of the form."""
    return [*_of_columns(before, after), *_of_partners(before, after)]


def sentences(agreement: Agreement) -> list[str]:
    """The partners with everything said about them, for the journal."""
    return [
        ", ".join([one.institution.label, *(v for v in _said(one).values() if v)])
        for one in agreement.partners
    ]


def _of_columns(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key in (*COLUMNS, "parent", "terms"):
        if before.get(key) != after.get(key):
            yield Difference(key, before.get(key), after.get(key))


def _of_partners(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    old, new = (_by_institution(one.get("partners") or ()) for one in (before, after))
    for code in dict.fromkeys((*old, *new)):
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            yield Difference("partners", was, now)
            continue
        for key in PARTNER_COLUMNS:
            if was.get(key) != now.get(key):
                yield Difference(key, was.get(key), now.get(key), about=now)


def _by_institution(partners: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(one.get("institution")): one for one in partners}


def _partner(partner: AgreementPartner) -> dict[str, Any]:
    names = {key: getattr(partner.institution, key) for key in NAMES}
    return {"institution": partner.institution.code, **names, **_said(partner)}


def _said(partner: AgreementPartner) -> dict[str, Any]:
    return {key: getattr(partner, key) for key in PARTNER_COLUMNS}


def _term(term: Term) -> dict[str, Any]:
    return {key: plain(getattr(term, key)) for key in TERM_COLUMNS}

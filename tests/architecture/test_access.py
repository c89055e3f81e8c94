"""Every route for every role: what the grants say is what the pages do.

One walk over all addresses for each role. Each answer is compared with the
table of grants, so that no view forgets to ask; and with the promises to the
universities, which are stated here without looking at the table: drafts and
open figures are nobody else's, and who only reads changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.kernel.permissions import ANONYMOUS, Actor, allowed
from app.kernel.permissions import Membership as Held
from tests.architecture.register import (
    CODEWORD,
    HIDDEN,
    INSIDE_ONLY,
    NAMES,
    OF_A_RETURN,
    OF_A_REVIEW,
    OF_A_YEAR,
    OF_AN_AGREEMENT,
    OPEN_COUNTS,
    Address,
    Failure,
    Register,
    rules,
    undone,
)

# Pages with parts in the address that everybody who is signed in may read.
OPEN_TO_ALL = {
    "institutions.show": "the directory is one for all",
    "recognition.convention": "treaties are public",
    "recognition.country": "treaties are public",
    "quality.policy": "a quality policy is public",
    "returns.campaign": "everybody may read what is collected",
    "statistics.publication": "what was published of the nation is public",
}

# What those who only read may do all the same, with the reason.
WRITES_OF_READERS = {
    ("nched_lead", "cohorts.reopen_year"): "gives filed figures back",
    ("nched_lead", "quality.verify"): "says that evidence was looked at",
    ("nched_analyst", "quality.verify"): "says that evidence was looked at",
    ("nched_lead", "returns.reopen"): "lets a published return be corrected",
    ("nched_lead", "returns.open_campaign"): "opens a collection",
    ("nched_lead", "returns.close_campaign"): "closes a collection",
} | {
    (name, f"returns.{deed}"): "collects the returns"
    for name in ("nched_analyst", "nched_lead")
    for deed in (
        "edit_campaign",
        "expect",
        "extend",
        "excuse",
        "review",
        "accept",
        "send_back",
        "decide",
        "ask",
        "ask_again",
        "close",
    )
}
READERS = ("viewer of A", "institution_admin of A")
NATIONAL = ("nched_analyst", "nched_lead", "system_admin")


@dataclass(frozen=True)
class Walk:
    """One request of the walk, with its answer."""

    name: str
    address: Address
    expected: str
    answer: Any
    guarded_by: str

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.answer.status_code)

    @property
    def parts(self) -> set[str]:
        """The parts of the address."""
        return {name for name, _ in self.address.values}

    @property
    def is_of_an_agreement(self) -> bool:
        """Whether it is about an agreement, a programme or a cohort."""
        return bool(self.parts & OF_AN_AGREEMENT)

    @property
    def is_of_a_review(self) -> bool:
        """Whether it is about a review, its evidence or its actions."""
        return bool(self.parts & OF_A_REVIEW)

    @property
    def is_of_a_year(self) -> bool:
        """Whether it is about a year's figures of A; those of the nation are for everybody."""
        return bool(self.parts & OF_A_YEAR) and not self.address.endpoint.startswith("statistics.")

    @property
    def is_of_a_return(self) -> bool:
        """Whether it is about a collection, a return or what came in for it."""
        return bool(self.parts & OF_A_RETURN)

    @property
    def is_open_to_the_centre(self) -> bool:
        """Whether what it is about is concluded, and filed where a year is named."""
        scene = self.address.scene
        concluded = scene.is_concluded or not (self.is_of_an_agreement or self.is_of_a_review)
        signed = scene.is_reviewed or not self.is_of_a_review
        outside = not self.parts & INSIDE_ONLY
        came = scene.is_submitted or "delivery_id" not in self.parts
        return (
            concluded and signed and outside and came and (scene.is_filed or not self.is_of_a_year)
        )


def the_answer_is_what_the_grants_say(walk: Walk) -> bool:
    """Sign in, no, nothing there, or yes; a view may still find nothing."""
    said = _said(walk.answer)
    return said == walk.expected or (said, walk.expected) == ("nothing there", "yes")


def nothing_goes_wrong_on_our_side(walk: Walk) -> bool:
    """No answer is an error of ours."""
    return walk.status < 500


def another_institution_neither_reads_nor_changes_anything(walk: Walk) -> bool:
    """Whatever is named in an address belongs to A."""
    if not walk.name.endswith(" of B") or not walk.parts:
        return True
    return walk.address.endpoint in OPEN_TO_ALL or walk.status in (403, 404)


def the_centre_reads_no_drafts_and_no_open_figures(walk: Walk) -> bool:
    """Nor does the administrator of the system."""
    return walk.name not in NATIONAL or walk.is_open_to_the_centre or walk.status >= 400


def the_centre_reads_what_is_concluded_and_filed(walk: Walk) -> bool:
    """Every page that shows it."""
    shows = walk.guarded_by.endswith((".show", ".workbook")) and walk.address.method == "GET"
    about = walk.is_of_an_agreement or walk.is_of_a_year or walk.is_of_a_review
    about = about or walk.is_of_a_return
    if walk.name not in NATIONAL or not (shows and about and walk.is_open_to_the_centre):
        return True
    return walk.status in (200, 302, 303)


def who_only_reads_changes_nothing(walk: Walk) -> bool:
    """No agreement, programme, cohort or count."""
    if walk.name not in (*READERS, *NATIONAL) or walk.address.method == "GET":
        return True
    if (walk.name, walk.address.endpoint) in WRITES_OF_READERS:
        return True
    about = walk.is_of_an_agreement or walk.is_of_a_year or walk.is_of_a_review
    about = about or walk.is_of_a_return
    return not about or walk.status in (403, 404)


PROMISES: tuple[Callable[[Walk], bool], ...] = (
    nothing_goes_wrong_on_our_side,
    the_answer_is_what_the_grants_say,
    another_institution_neither_reads_nor_changes_anything,
    the_centre_reads_no_drafts_and_no_open_figures,
    the_centre_reads_what_is_concluded_and_filed,
    who_only_reads_changes_nothing,
)


@pytest.mark.parametrize("name", NAMES)
def test_every_route_keeps_every_promise(sqlite_register: Register, name: str) -> None:
    hidden = _hidden(sqlite_register, name)
    wrong = []
    for walk in _walk(sqlite_register, name):
        kept = next((p for p in PROMISES if not p(walk)), None)
        if kept:
            why = f", {walk.answer.why}" if isinstance(walk.answer, Failure) else ""
            wrong.append(
                f"{name}: {walk.address}: {walk.status}, expected {walk.expected}: "
                f"not so that {kept.__name__}{why}"
            )
        text = walk.answer.get_data(as_text=True) if _is_html(walk.answer) else ""
        wrong += [f"{name}: {walk.address} tells of {t}" for t in hidden if t in text]
    assert not wrong, "\n".join(wrong)


def _walk(register: Register, name: str) -> Iterator[Walk]:
    visitor = register.visitor(name)
    for address in register.addresses():
        view: Any = register.app.view_functions[address.endpoint]
        expected = _expected(register, name, address)
        with undone(register.app):
            answer = visitor.open(address.method, address.url)
        yield Walk(name, address, expected, answer, view.guarded_by)


def _hidden(register: Register, name: str) -> list[str]:
    """What tells of a draft, an unsigned review or open figures of A, for those who must not hear of them."""
    if name.endswith(" of A"):
        return []
    drafts = [s.agreement for s in register.scenes if not s.is_concluded]
    return [*OPEN_COUNTS, HIDDEN, *(text for one in drafts for text in (one.title, one.code))]


def _is_html(answer: Any) -> bool:
    return bool(answer.mimetype == "text/html")


def _said(answer: Any) -> str:
    """What an answer amounts to."""
    if answer.status_code == 401:
        return "sign in"
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in"):
        return "sign in"
    return {403: "no", 404: "nothing there"}.get(answer.status_code, "yes")


def _expected(register: Register, name: str, address: Address) -> str:
    """What the grants say: "sign in", "no", "nothing there" or "yes"."""
    app = register.app
    view: Any = app.view_functions[address.endpoint]
    with app.app_context():
        actor = _actor(register, name)
        about, thing = _thing(app, address)
        if about and thing is None:
            return "nothing there" if actor.is_known else "sign in"
        if allowed(app.extensions["grants"], view.guarded_by, actor, thing):
            return "yes"
    return "no" if actor.is_known else "sign in"


def _actor(register: Register, name: str) -> Actor:
    """Somebody as the grants see them, made from what they were registered with."""
    person = register.people[name]
    if person is None:
        return ANONYMOUS
    held = frozenset(Held(one.role, one.institution_id) for one in person.memberships)
    return Actor(person.id, person.name, person.email, held)


def _thing(app: Flask, address: Address) -> tuple[bool, Any]:
    """Whether the view is about a thing, and the thing it loads."""
    view: Any = app.view_functions[address.endpoint]
    on = view.guarded_on
    return on is not None, on(**dict(address.values)) if on else None


def test_the_word_that_gives_a_draft_away_is_seen_by_its_own_office(
    sqlite_register: Register,
) -> None:
    """The walk would prove nothing if the titles were never shown."""
    visitor = sqlite_register.visitor("international_office of A")
    assert f"{CODEWORD} draft" in visitor.get("/agreements").get_data(as_text=True)


def test_every_route_is_walked(sqlite_register: Register) -> None:
    walked = {address.endpoint for address in sqlite_register.addresses()}
    assert walked == {rule.endpoint for rule in rules(sqlite_register.app)}

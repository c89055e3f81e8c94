"""A small register with something at every stage, and every address of the product on it.

A `Scene` is one consistent set of things of the home institution A: an
agreement at some stage with its programme, cohort and counts, in a year whose
figures are open or filed. `VALUES` says which value of the scene stands for each
part of an address; a route with a new part has to be named there, or the tests
that walk over all routes fail.
"""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import CENTRE_ROLES, INSTITUTION_ROLES, Membership, Person, Role
from app.agreements import content
from app.agreements.models import (
    CONCLUDED,
    Agreement,
    AgreementDocument,
    AgreementVersion,
    Clause,
    DocumentKind,
    Stage,
    Topic,
)
from app.cohorts.models import (
    Cohort,
    Diplomas,
    FiguresStage,
    Flow,
    Graduation,
    Mobility,
    Movement,
    Sex,
)
from app.curriculum.models import (
    Curriculum,
    GradeConversion,
    Module,
    ModuleMatch,
    Outcome,
)
from app.curriculum.models import (
    Grade as Letter,
)
from app.institutions.models import (
    Institution,
    InstitutionLink,
    LinkKind,
    Ranking,
    RankingSystem,
)
from app.kernel import files, journal
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.programmes.models import Accreditation, AccreditationKind, Programme
from app.quality.models import (
    FROZEN,
    Action,
    Confidence,
    Evidence,
    EvidenceKind,
    EvidenceUse,
    Grade,
    Judgement,
    Review,
    ReviewStage,
)
from app.recognition.models import ConventionParty
from app.returns.models import (
    Delivery,
    Explanation,
    Message,
    Question,
    QuestionState,
    Return,
    ReturnStage,
    Signature,
)
from tests.makers import NOW, PASSWORD, Make
from tests.returns.findings import problem, stored

FILED, OPEN = 2024, 2025
PDF = b"%PDF-1.4\nsigned\n%%EOF\n"
CODEWORD = "Zhasyryn"
# What stands in unsigned reviews, their evidence and every action.
HIDDEN = "Qupiya"
# Counts that stand in open years only, as pages may write them.
OPEN_COUNT, OPEN_AWARDS = 7391, 5737
OPEN_COUNTS = ("7391", "7,391", "5737", "5,737")

# Parts of an address that lead to an agreement, and those that lead to a year's figures.
OF_AN_AGREEMENT = {"agreement_id", "programme_id", "cohort_id"}
OF_A_YEAR = {"year"}
# Parts that lead to a review and what belongs to it; actions are never read outside.
OF_A_REVIEW = {"review_id", "evidence_id", "action_id"}
INSIDE_ONLY = {"action_id"}
# Parts that lead to a collection, to what an institution owes to it, and to what came in.
OF_A_RETURN = {"campaign_id", "return_id", "delivery_id", "explanation_id", "question_id"}

ROLES: tuple[tuple[str, Role | None, str], ...] = (
    ("nobody", None, ""),
    *((f"{role.value} of A", role, "A") for role in INSTITUTION_ROLES),
    *((f"{role.value} of B", role, "B") for role in INSTITUTION_ROLES),
    *((role.value, role, "") for role in CENTRE_ROLES),
    (Role.SYSTEM_ADMIN.value, Role.SYSTEM_ADMIN, ""),
)
NAMES = tuple(name for name, _role, _place in ROLES)


# Every stage; those at the border of what others may read in an open and in a filed year.
STAGED: tuple[tuple[Stage, int], ...] = (
    (Stage.DRAFT, OPEN),
    (Stage.DRAFT, FILED),
    (Stage.IN_REVIEW, OPEN),
    (Stage.RETURNED, FILED),
    (Stage.APPROVED, OPEN),
    (Stage.SIGNED, FILED),
    (Stage.SIGNED, OPEN),
    (Stage.SUSPENDED, FILED),
    (Stage.TERMINATED, FILED),
)


# How far the programme's review has come, by the stage of the agreement.
REVIEWED = {
    Stage.DRAFT: ReviewStage.OPEN,
    Stage.IN_REVIEW: ReviewStage.FILLED,
    Stage.RETURNED: ReviewStage.SIGNED,
    Stage.APPROVED: ReviewStage.FILLED,
    Stage.SIGNED: ReviewStage.SIGNED,
    Stage.SUSPENDED: ReviewStage.SUPERSEDED,
    Stage.TERMINATED: ReviewStage.OPEN,
}

# How far the return of the scene has come: each scene has a collection of its own.
RETURNED = dict(
    zip(
        STAGED,
        (
            ReturnStage.NOT_STARTED,
            ReturnStage.INVALID,
            ReturnStage.VALID,
            ReturnStage.RETURNED,
            ReturnStage.SUBMITTED,
            ReturnStage.IN_REVIEW,
            ReturnStage.ACCEPTED,
            ReturnStage.SIGNED,
            ReturnStage.PUBLISHED,
        ),
        strict=True,
    )
)
FIRST_COLLECTED = 2003
NOT_SUBMITTED = (ReturnStage.NOT_STARTED, ReturnStage.INVALID, ReturnStage.VALID)


@dataclass(frozen=True)
class Scene:
    """Things of institution A that belong together."""

    home: Institution
    partner: Institution
    agreement: Agreement
    document: AgreementDocument
    programme: Programme
    accreditation: Accreditation
    cohort: Cohort
    year: int
    person: Person
    membership: Membership
    ranking: Ranking
    link: InstitutionLink
    review: Review
    evidence: Evidence
    action: Action
    claim: ConventionParty
    filing: Return
    delivery: Delivery
    explanation: Explanation
    question: Question

    @property
    def is_submitted(self) -> bool:
        """Whether what came in for the return is with the centre."""
        return self.delivery.submitted_at is not None

    @property
    def is_reviewed(self) -> bool:
        """Whether the review was signed."""
        return self.review.is_frozen

    @property
    def is_concluded(self) -> bool:
        """Whether the agreement was ever signed."""
        return self.agreement.stage in CONCLUDED

    @property
    def is_filed(self) -> bool:
        """Whether the figures of the year are filed."""
        return self.year == FILED


VALUES: dict[str, Callable[[Scene], Any]] = {
    "agreement_id": lambda scene: scene.agreement.id,
    "document_id": lambda scene: scene.document.id,
    "number": lambda scene: 1,
    "programme_id": lambda scene: scene.programme.id,
    "accreditation_id": lambda scene: scene.accreditation.id,
    "cohort_id": lambda scene: scene.cohort.id,
    "year": lambda scene: scene.year,
    "institution_id": lambda scene: scene.home.id,
    "partner_id": lambda scene: scene.partner.id,
    "person_id": lambda scene: scene.person.id,
    "membership_id": lambda scene: scene.membership.id,
    "ranking_id": lambda scene: scene.ranking.id,
    "link_id": lambda scene: scene.link.id,
    "review_id": lambda scene: scene.review.id,
    "standard_id": lambda scene: scene.action.standard_id,
    "evidence_id": lambda scene: scene.evidence.id,
    "action_id": lambda scene: scene.action.id,
    "claim_id": lambda scene: scene.claim.id,
    "campaign_id": lambda scene: scene.filing.campaign_id,
    "return_id": lambda scene: scene.filing.id,
    "delivery_id": lambda scene: scene.delivery.id,
    "explanation_id": lambda scene: scene.explanation.id,
    "question_id": lambda scene: scene.question.id,
}

# Parts that are written differently where the address takes text.
TEXTS: dict[str, Callable[[Scene], Any]] = {
    "year": lambda scene: f"{scene.year}-{scene.year + 1}",
    "code": lambda scene: "TOKYO",
    "country": lambda scene: "IN",
}


@dataclass(frozen=True)
class Address:
    """One address of the product that can be asked for with one method."""

    method: str
    url: str
    endpoint: str
    values: tuple[tuple[str, Any], ...]
    scene: Scene

    def __str__(self) -> str:
        return f"{self.method} {self.url} ({self.endpoint}, {self.scene.agreement.stage.value})"


@dataclass
class Register:
    """What was made, and who can sign in."""

    app: Flask
    scenes: list[Scene] = field(default_factory=list)
    people: dict[str, Person | None] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def visitor(self, name: str) -> "Visitor":
        """The browser of somebody, signed in."""
        if name not in self.cookies:
            self.cookies[name] = self._signed_in(self.people[name])
        return Visitor(self.app, self.cookies[name])

    def addresses(self, *methods: str) -> list[Address]:
        """Every address, once for each stage or year that can matter to it."""
        found: dict[tuple[Any, ...], Address] = {}
        for rule in rules(self.app):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                for scene in self.scenes:
                    key = (method, rule.endpoint, *_what_matters(rule, scene))
                    if key not in found and (not methods or method in methods):
                        found[key] = self._address(rule, method, scene)
        return list(found.values())

    def _address(self, rule: Rule, method: str, scene: Scene) -> Address:
        values = {name: value_of(rule, name, scene) for name in sorted(rule.arguments)}
        with self.app.test_request_context():
            url = self.app.url_for(rule.endpoint, **values)
        return Address(method, url, rule.endpoint, tuple(values.items()), scene)

    def _signed_in(self, person: Person | None) -> str:
        client = self.app.test_client()
        client.post("/language", data={"language": "en"})
        if person is not None:
            answer = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
            assert answer.status_code == 303, answer.status_code
        cookie = client.get_cookie("session")
        assert cookie is not None
        return str(cookie.value)


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser, the same before each request: what one does, the next forgets."""

    app: Flask
    cookie: str

    def open(self, method: str, url: str, **given: Any) -> Any:
        """Send one request with the person's session."""
        client = self.app.test_client()
        client.set_cookie("session", self.cookie)
        try:
            return client.open(url, method=method, buffered=True, **given)
        except Exception as problem:
            return Failure(problem)

    def get(self, url: str, **given: Any) -> Any:
        """Ask for a page."""
        return self.open("GET", url, **given)

    def post(self, url: str, data: Any = None) -> Any:
        """Send a form."""
        return self.open("POST", url, data=data or {})


@dataclass(frozen=True)
class Failure:
    """What a person would see as "Something went wrong": an exception nobody foresaw."""

    problem: Exception
    status_code = 500
    headers: ClassVar[dict[str, str]] = {}
    mimetype = "text/plain"

    @property
    def why(self) -> str:
        """Where it came from, in one line."""
        last = traceback.extract_tb(self.problem.__traceback__)
        ours = [frame for frame in last if "/app/" in frame.filename] or last
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        return f"{type(self.problem).__name__} at {place}: {str(self.problem)[:200]}"

    def get_data(self, as_text: bool = True) -> str:
        """The reason instead of a page."""
        return self.why


def rules(app: Flask) -> list[Rule]:
    """Every route but that of the static files, in order of address."""
    return sorted((r for r in app.url_map.iter_rules() if r.endpoint != "static"), key=str)


def _what_matters(rule: Rule, scene: Scene) -> tuple[Any, ...]:
    """What the answer can depend on: the agreement's stage, whether the year is filed."""
    about = OF_AN_AGREEMENT | OF_A_REVIEW
    stage = scene.agreement.stage if rule.arguments & about else None
    year = scene.year if rule.arguments & OF_A_YEAR else None
    return stage, year, *_what_matters_of_a_return(rule, scene)


def _what_matters_of_a_return(rule: Rule, scene: Scene) -> tuple[Any, ...]:
    """The stage of a return, whether a delivery was submitted, how far a collection is."""
    campaign = scene.filing.campaign
    return (
        scene.filing.stage if "return_id" in rule.arguments else None,
        scene.is_submitted if "delivery_id" in rule.arguments else None,
        scene.filing.stage if rule.arguments & {"explanation_id", "question_id"} else None,
        (campaign.opened_at, campaign.published_at) if "campaign_id" in rule.arguments else None,
    )


def value_of(rule: Rule, name: str, scene: Scene) -> Any:
    """The scene's value for a part of an address; an unknown part fails loudly."""
    converter = type(rule._converters[name]).__name__
    table = TEXTS if converter == "UnicodeConverter" else VALUES
    assert name in table, f"{rule} has a part {name!r} ({converter}): add it to VALUES or TEXTS"
    return table[name](scene)


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Whatever requests commit inside is undone at the end: one connection, rolled back."""
    engine = app.extensions["engine"]
    with app.app_context():
        connection = engine.connect()
    outer = connection.begin()
    inner = connection.begin_nested()
    app.extensions["engine"] = connection
    try:
        yield
    finally:
        app.extensions["engine"] = engine
        inner.close()
        outer.rollback()
        connection.close()


def prepared(make: Make) -> Register:
    """The register: A with everything, B with a little, and one person for each role."""
    homes = {"A": make.institution(), "B": make.institution()}
    made = Register(make.app)
    for name, role, place in ROLES:
        made.people[name] = make.person((role, homes[place] if place else None)) if role else None
    for year, stage in ((FILED, FiguresStage.FILED), (OPEN, FiguresStage.OPEN)):
        for home in homes.values():
            make.figures(
                home, year, stage=stage, filed_at=NOW if stage is FiguresStage.FILED else None
            )
    partner = make.partner()
    for stage, year in STAGED:
        made.scenes.append(_scene(make, homes["A"], partner, stage, year))
    make.campaign(OPEN)
    other = make.agreement(homes["B"], [partner])
    make.contingent(make.cohort(make.programme(other)))
    make.save()
    return made


def _scene(make: Make, home: Institution, partner: Institution, stage: Stage, year: int) -> Scene:
    agreement = make.agreement(
        home,
        [partner],
        stage=stage,
        title=f"{CODEWORD} {stage.value} {year}",
        terminated_on=date(2026, 6, 30) if stage is Stage.TERMINATED else None,
        signed_on=date(2024, 5, 20) if stage in CONCLUDED else None,
    )
    programme = make.programme(agreement)
    cohort = make.cohort(programme)
    person = make.person((Role.VIEWER, home))
    scene = Scene(
        home=home,
        partner=partner,
        agreement=agreement,
        document=_document(agreement),
        programme=programme,
        accreditation=_accreditation(programme),
        cohort=cohort,
        year=year,
        person=person,
        membership=person.memberships[0],
        ranking=_ranking(home, year, stage),
        link=_link(make, home, stage),
        **_review(programme, home, stage),
        claim=session.scalars(select(ConventionParty).limit(1)).one(),
        **_return(make, home, RETURNED[stage, year]),
    )
    _count(make, scene, partner)
    _curriculum(scene)
    return scene


def _document(agreement: Agreement) -> AgreementDocument:
    file = files.store_pdf("signed.pdf", PDF, actor_name="A", field="file")
    made = AgreementDocument(agreement_id=agreement.id, file_id=file.id, kind=DocumentKind.SIGNED)
    session.add(Clause(agreement_id=agreement.id, topic=Topic.DEGREE, reference="3"))
    session.add(made)
    session.flush()
    return made


def _accreditation(programme: Programme) -> Accreditation:
    made = Accreditation(
        programme_id=programme.id,
        agency="IAAR",
        kind=AccreditationKind.PROGRAMME,
        valid_from=date(2023, 1, 1),
        valid_until=date(2028, 1, 1),
        decision="12",
    )
    session.add(made)
    session.flush()
    return made


def _ranking(home: Institution, year: int, stage: Stage) -> Ranking:
    number = 1 + list(Stage).index(stage)
    made = Ranking(
        institution_id=home.id, system=RankingSystem.QS, year=year - 10 * number, rank=number
    )
    session.add(made)
    session.flush()
    return made


def _link(make: Make, home: Institution, stage: Stage) -> InstitutionLink:
    origin = make.institution(reports_from=None)
    made = InstitutionLink(institution_id=home.id, origin_id=origin.id, kind=LinkKind.PREDECESSOR)
    session.add(made)
    session.flush()
    return made


def _review(programme: Programme, home: Institution, stage: Stage) -> dict[str, Any]:
    """A review of the programme with evidence and an action; what is unsigned has its codeword."""
    from app.quality.queries import framework

    by, stands = framework("esg-2015"), REVIEWED[stage]
    assert by is not None
    is_public = stands in FROZEN and stage in CONCLUDED
    word = "Shown" if is_public else f"{HIDDEN} {stage.value}"
    about = {"institution_id": home.id, "programme_id": programme.id}
    piece = Evidence(
        institution_id=home.id,
        kind=EvidenceKind.DOCUMENT,
        title=f"{word} minutes",
        file_id=files.store_pdf("minutes.pdf", PDF, actor_name="A", field="file").id,
        confidence=Confidence.ATTACHED,
        added_at=NOW,
    )
    session.add(piece)
    session.flush()
    review = Review(framework_id=by.id, **about, stage=stands, opened_at=NOW, summary=word)
    if stands is not ReviewStage.OPEN:
        review.filled_at, review.filled_by = NOW, "A"
    if stands in FROZEN:
        review.signed_at, review.signed_by, review.edition = NOW, "R", "2026"
    review.judgements = [
        Judgement(
            standard_id=one.id,
            grade=Grade.PARTIAL,
            comment=word,
            judged_at=NOW,
            judged_by="A",
            uses=[EvidenceUse(evidence_id=piece.id)],
        )
        for one in by.standards
    ]
    session.add(review)
    session.flush()
    action = Action(
        **about,
        review_id=review.id,
        standard_id=by.standards[0].id,
        title=f"{HIDDEN} action {stage.value}",
        owner_name="A",
        due_on=date(2026, 12, 31),
        opened_on=date(2026, 11, 1),
    )
    session.add(action)
    session.flush()
    return {"review": review, "evidence": piece, "action": action}


def _return(make: Make, home: Institution, stage: ReturnStage) -> dict[str, Any]:
    """What A owes to a collection of its own, with a delivery; unsubmitted ones have a codeword."""
    nth = list(ReturnStage).index(stage)
    campaign = make.campaign(
        FIRST_COLLECTED + nth,
        opened_at=NOW if nth else None,
        published_at=NOW if stage is ReturnStage.PUBLISHED else None,
    )
    is_private = stage in NOT_SUBMITTED
    filing = make.filing(home, campaign, stage=stage, submitted_at=None if is_private else NOW)
    counts = stage in (ReturnStage.ACCEPTED, ReturnStage.SIGNED, ReturnStage.PUBLISHED)
    delivery = make.delivery(
        filing,
        made_by=f"{HIDDEN} office" if is_private else "A",
        submitted_at=None if is_private else NOW,
        accepted_at=NOW if counts else None,
    )
    return {"filing": filing, "delivery": delivery, **_talk(filing, delivery)}


def _talk(filing: Return, delivery: Delivery) -> dict[str, Any]:
    """What is said of the return: an explanation, a question with its answer, a signature.

    Of an invalid return the centre is asked to let an error pass; that it reads.
    """
    private = delivery.submitted_at is None
    asks = filing.stage is ReturnStage.INVALID
    one = problem("F203" if asks else "F204", term_years=12)
    delivery.findings = stored(one)
    rule, subject = one.subject
    hidden = f"{HIDDEN} explanation" if private and not asks else "Because"
    explanation = Explanation(
        institution_id=filing.institution_id,
        return_id=filing.id,
        rule=rule,
        subject=subject,
        text=hidden,
        given_at=NOW,
        given_by="A",
        is_waiver=asks,
    )
    states = list(QuestionState)
    state = states[list(ReturnStage).index(filing.stage) % len(states)]
    word = f"{HIDDEN} question" if private else "Why?"
    message = Message(text=word, written_at=NOW, written_by="C", is_of_centre=True)
    question = Question(
        return_id=filing.id,
        rule=rule,
        subject=subject,
        state=state,
        asked_at=NOW,
        messages=[message],
    )
    session.add_all([explanation, question])
    if filing.stage in (ReturnStage.SIGNED, ReturnStage.PUBLISHED):
        session.add(_signature(delivery))
    session.flush()
    return {"explanation": explanation, "question": question}


def _signature(delivery: Delivery) -> Signature:
    from app.returns.services import statement

    return Signature(
        delivery_id=delivery.id,
        digest=delivery.digest,
        rulebook=delivery.rulebook,
        statement=statement(delivery).text,
        signed_at=NOW,
        signer_name="A",
    )


def _count(make: Make, scene: Scene, partner: Institution) -> None:
    """Counts of every kind in the scene's year and in the open one, and the text as signed."""
    for year in sorted({scene.year, OPEN}):
        _count_year(make, scene, partner, year)
    session.add(_version(scene.agreement))
    session.flush()
    _journal(scene)


def _count_year(make: Make, scene: Scene, partner: Institution, year: int) -> None:
    counted, awarded = (OPEN_COUNT, OPEN_AWARDS) if year == OPEN else (10, 3)
    group = {"year": year, "sex": Sex.FEMALE, "citizenship_group": "KZ"}
    make.contingent(scene.cohort, year, n=counted)
    session.add_all(
        [
            Movement(cohort_id=scene.cohort.id, **group, admitted=counted),
            Graduation(
                cohort_id=scene.cohort.id,
                **group,
                graduation_year=year,
                diplomas=Diplomas.BOTH,
                n=awarded,
            ),
            Mobility(
                programme_id=scene.programme.id,
                year=year,
                flow=Flow.OUT,
                starts_on=date(year, 9, 1),
                ends_on=date(year + 1, 6, 30),
                country="DE",
                host_id=partner.id,
                sex=Sex.FEMALE,
                funding="O",
                n=counted,
            ),
        ]
    )


def _journal(scene: Scene) -> None:
    """What the services would have written of it."""
    agreement, programme = scene.agreement, scene.programme
    told = {"actor": Actor(None, "Office", ""), "institution_id": scene.home.id}
    journal.write("agreement.edited", agreement, **told, changes={"title": [None, agreement.title]})
    if scene.is_concluded:
        journal.write("agreement.signed", agreement, **told, changes={})
    journal.write(
        "mobility.entered", programme, **told, changes={"DE": [None, OPEN_COUNT]}, year=OPEN
    )


def _curriculum(scene: Scene) -> None:
    """A module on each side that count for one another, an outcome and a grade."""
    made = Curriculum(programme_id=scene.programme.id)
    session.add(made)
    session.flush()
    own = {"curriculum_id": made.id, "position": 1}
    outcome = Outcome(**own, code="LO1", text_en="Knows")
    home, partner = (
        Module(**own, institution_id=one.id, code="M1", name_en="Module", ects=Decimal(60))
        for one in (scene.home, scene.partner)
    )
    home.outcomes, partner.outcomes = [outcome], []
    grade = GradeConversion(**own, institution_id=scene.partner.id, label="1.0", grade=Letter.A)
    session.add_all([outcome, home, partner, grade])
    session.flush()
    session.add(
        ModuleMatch(
            curriculum_id=made.id,
            partner_module_id=partner.id,
            home_module_id=home.id,
            ects=Decimal(60),
        )
    )
    session.flush()


def _version(agreement: Agreement) -> AgreementVersion:
    from app.agreements.queries import agreement as whole

    session.flush()
    found = whole(agreement.id)
    assert found is not None
    return AgreementVersion(
        agreement_id=agreement.id,
        number=1,
        effective_on=date(2024, 5, 20),
        content=content.snapshot(found),
        recorded_at=NOW,
    )


@dataclass
class Field:
    """A field of a form as a page shows it; `most` is how many characters it takes, 0: not said."""

    name: str
    value: str
    kind: str = "text"
    most: int = 0


@dataclass
class Sent:
    """A form as a browser would send it."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def data(self) -> dict[str, str]:
        """Every field with the value that the page proposes."""
        return {one.name: one.value for one in self.fields}


class Page(HTMLParser):
    """What the tests want to know of a page: forms, addresses of resources, headings, texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self.resources: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.inline: list[str] = []
        self._form: Sent | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self._in = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Note what the tag says."""
        given = {name: value or "" for name, value in attrs}
        self.attributes += list(given.items())
        self._in = tag
        if tag in ("h1",):
            self.headings.append(tag)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif "href" in given or "src" in given:
            self.resources.append(given.get("src") or given["href"])
        if tag == "form":
            self._form = Sent(given.get("action", ""), given.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        if tag == "option" and self._select is not None:
            if "selected" in given or not self._select.value:
                self._select.value = given.get("value", "")
            return
        if "name" not in given:
            return
        if given.get("type") in ("checkbox", "radio") and "checked" not in given:
            if all(one.name != given["name"] for one in self._form.fields):
                self._form.fields.append(Field(given["name"], given.get("value", "y"), "hidden"))
            return
        most = int(given.get("maxlength") or 0)
        made = Field(given["name"], given.get("value", ""), given.get("type", tag), most)
        self._form.fields.append(made)
        self._select = made if tag == "select" else None
        self._area = made if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        """Leave a form, a select or a text area."""
        self._in = ""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        """Keep the content of text areas and of inline scripts and styles."""
        if self._area is not None:
            self._area.value += data
        if self._in in ("script", "style") and data.strip():
            self.inline.append(data)

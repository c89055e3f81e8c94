"""Agreements as rows: parties, terms, clauses, files, versions and their history."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.agreements.content import COLUMNS, NAMES, PARTNER_COLUMNS, TERM_COLUMNS
from app.agreements.models import (
    CONCLUDED,
    Agreement,
    AgreementDocument,
    AgreementPartner,
    AgreementVersion,
    Clause,
    DocumentKind,
    Kind,
    Stage,
    Term,
    Topic,
    TuitionRule,
)
from app.agreements.term import TermCause
from app.kernel.files import StoredFile
from app.kernel.journal import plain
from app.kernel.text import search_norm
from seed.demo import pdf
from seed.demo.chronicle import Actor, Chronicle
from seed.demo.directory import University
from seed.demo.offers import AgreementPlan
from seed.demo.people import Cast
from seed.demo.rows import Row, Rows
from seed.demo.story import REGISTER_SINCE, TODAY

TITLES = {
    Kind.MEMORANDUM: {
        "kk": "Ынтымақтастық туралы меморандум",
        "ru": "Меморандум о сотрудничестве",
        "en": "Memorandum of Understanding",
    },
    Kind.DOUBLE_DEGREE: {
        "kk": "Қос дипломды білім беру туралы келісім",
        "ru": "Соглашение о двудипломном образовании",
        "en": "Agreement on Double Degree Education",
    },
    Kind.JOINT_DEGREE: {
        "kk": "Бірлескен дипломды бағдарлама туралы келісім",
        "ru": "Соглашение о программе с совместным дипломом",
        "en": "Agreement on a Joint Degree Programme",
    },
    Kind.PROTOCOL: {
        "kk": "Қос дипломды білім беру келісіміне қосымша хаттама",
        "ru": "Протокол к соглашению о двудипломном образовании",
        "en": "Protocol to the Agreement on Double Degree Education",
    },
}
NUMBER_MARKS = {
    Kind.MEMORANDUM: "М",
    Kind.DOUBLE_DEGREE: "ҚД",
    Kind.JOINT_DEGREE: "БД",
    Kind.PROTOCOL: "Х",
}
REASONS = (
    "Тараптар келісімді мерзімінен бұрын тоқтатты: оқуға ниет білдірушілер болмады.",
    "Партнер закрыл программу; обучение зачисленных студентов завершается.",
    "Серіктес оқу ақысын көтерді, тараптар жаңа шартқа келмеді.",
    "Вуз-партнер больше не ведет это направление; стороны решили прекратить соглашение.",
)
RETURNED = (
    "Серіктестің қолтаңбасы қойылатын лауазым көрсетілмеген, 3-тармақты толықтырыңыз.",
    "Уточните порядок признания кредитов: ссылка на пункт соглашения отсутствует.",
)
AMENDED = (
    ("contact_name", "Байланыс тұлғасы ауысты"),
    ("max_students_year", "Изменена квота приема"),
    ("signatory_name", "Отандық ЖОО-да қол қоятын тұлға ауысты"),
)


@dataclass
class Office:
    """Who works at a home institution: the names that recur on its papers."""

    office: Actor
    quality: Actor
    signatory: Actor


@dataclass
class Register:
    """Writes planned agreements as rows."""

    rows: Rows
    random: Random
    cast: Cast
    chronicle: Chronicle
    offices: dict[str, Office]
    files: Path

    def add(self, plans: list[AgreementPlan]) -> None:
        """Number the agreements of each home by the day they were signed, and write them."""
        numbers: dict[str, int] = {}
        for plan in sorted(plans, key=_in_time):
            numbers[plan.home.code] = numbers.get(plan.home.code, 0) + 1
            self._agreement(plan, numbers[plan.home.code])

    def _agreement(self, plan: AgreementPlan, number: int) -> None:
        signed_on = plan.timeline.signed_on if plan.stage in CONCLUDED else None
        registered = self._registered(plan, signed_on)
        plan.row = self.rows.add(Agreement, **self._values(plan, number, signed_on, registered))
        self._partners(plan)
        self._terms(plan, registered)
        self._clauses(plan)
        if signed_on:
            self._signed(plan, signed_on, registered)
        self._history(plan, signed_on, registered)

    def _values(
        self, plan: AgreementPlan, number: int, signed_on: date | None, registered: datetime
    ) -> dict[str, Any]:
        office = self.offices[plan.home.code]
        language = self.random.choices(("kk", "ru"), (0.65, 0.35))[0]
        partner = getattr(plan.partners[0], f"name_{language}")
        title = f"{TITLES[plan.kind][language]} ({partner})"[:300]
        paper = f"{self.random.randint(1, 96):02}-{NUMBER_MARKS[plan.kind]}/{registered.year}"
        if signed_on:
            paper = f"{number:02}-{NUMBER_MARKS[plan.kind]}/{signed_on.year}"
        code = f"{plan.home.code}-A-{number:03}"
        reason = self.random.choice(REASONS) if plan.timeline.terminated_on else ""
        returned = self.random.choice(RETURNED) if plan.stage is Stage.RETURNED else ""
        return {
            "code": code,
            "number": paper,
            "title": title,
            "kind": plan.kind,
            "parent_id": plan.parent.row["id"] if plan.parent else None,
            "home_id": plan.home.id,
            "stage": plan.stage,
            "languages": self._languages(plan),
            "prevailing_language": "en",
            "levels": plan.levels,
            "signed_on": signed_on,
            "terminated_on": plan.timeline.terminated_on,
            "termination_reason": reason,
            "teachout_until": None,
            "tuition_rule": self.random.choice(list(TuitionRule)),
            "max_students_year": self.random.choice((10, 15, 20, 25, 30)),
            "signatory_name": office.signatory.name,
            "signatory_position": "Ректор",
            "contact_name": office.office.name,
            "contact_email": plan.home.email,
            "contact_phone": "+999 00 010-2030",
            "return_reason": returned,
            "registered_at": registered,
            "sort_on": signed_on or registered.date(),
            "search_norm": search_norm(f"{code} {paper} {title}"),
        }

    def _registered(self, plan: AgreementPlan, signed_on: date | None) -> datetime:
        """Before the signing; what was signed before there was a register, in its first weeks."""
        if signed_on is None:
            return self.chronicle.hour(TODAY - timedelta(days=self.random.randint(12, 90)))
        day = signed_on - timedelta(days=self.random.randint(25, 60))
        if day < REGISTER_SINCE:
            day = REGISTER_SINCE + timedelta(days=self.random.randint(0, 18))
        return self.chronicle.hour(day)

    def _languages(self, plan: AgreementPlan) -> list[str]:
        given = ["kk", "ru", "en"] if self.random.random() < 0.4 else ["kk", "en"]
        language = plan.partners[0].language
        if language not in given and self.random.random() < 0.3:
            given.append(language)
        return given

    def _partners(self, plan: AgreementPlan) -> None:
        for position, partner in enumerate(plan.partners, 1):
            plan.partner_rows.append(
                self.rows.add(
                    AgreementPartner,
                    agreement_id=plan.row["id"],
                    institution_id=partner.id,
                    position=position,
                    signatory_name=self.cast.of(partner.country),
                    signatory_position=self.random.choice(("Rector", "Vice-Rector", "President")),
                    contact_name=self.cast.of(partner.country),
                    contact_email=partner.email,
                    contact_phone="",
                )
            )

    def _terms(self, plan: AgreementPlan, registered: datetime) -> None:
        office = self.offices[plan.home.code].office
        for number, term in enumerate(plan.timeline.terms, 1):
            agreed = term.agreed_on if plan.stage in CONCLUDED else None
            recorded = registered
            if agreed and number > 1:
                recorded = max(registered, self.chronicle.hour(agreed))
            plan.term_rows.append(
                self.rows.add(
                    Term,
                    agreement_id=plan.row["id"],
                    number=number,
                    cause=term.cause,
                    kind=term.kind,
                    starts_on=term.starts_on,
                    ends_on=term.ends_on,
                    renew_years=term.renew_years,
                    notice_months=term.notice_months,
                    notice_given_on=term.notice_given_on,
                    agreed_on=agreed,
                    basis="" if number == 1 else f"№ {number - 1} қосымша келісім",
                    recorded_at=recorded,
                    recorded_by=office.name,
                )
            )

    def _clauses(self, plan: AgreementPlan) -> None:
        """Most agreements settle every topic; a memorandum and a draft need not yet."""
        if plan.kind is Kind.MEMORANDUM:
            return
        topics = [t for t in Topic if t is not Topic.DATA or self.random.random() < 0.6]
        if plan.stage in (Stage.DRAFT, Stage.RETURNED):
            topics = topics[: self.random.randint(3, 9)]
        number = 2
        for topic in topics:
            number += self.random.choice((0, 1, 1))
            reference = f"§ {number}.{self.random.randint(1, 6)}"
            self.rows.add(Clause, agreement_id=plan.row["id"], topic=topic, reference=reference)

    def _signed(self, plan: AgreementPlan, signed_on: date, registered: datetime) -> None:
        signed_at = max(self.chronicle.hour(signed_on), registered + timedelta(days=6))
        self._file(plan, DocumentKind.SIGNED, signed_at, "")
        self._versions(plan, signed_on, signed_at)

    def _file(self, plan: AgreementPlan, kind: DocumentKind, at: datetime, suffix: str) -> None:
        content = pdf.page(_page(plan, suffix))
        checksum = hashlib.sha256(content).hexdigest()
        path = self.files / checksum[:2] / checksum
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        kept = self.rows.add(
            StoredFile,
            sha256=checksum,
            name=f"{plan.row['code']}{suffix}.pdf",
            media_type="application/pdf",
            size=len(content),
            stored_at=at,
            stored_by=self.offices[plan.home.code].office.name,
        )
        self.rows.add(AgreementDocument, agreement_id=plan.row["id"], file_id=kept["id"], kind=kind)

    def _versions(self, plan: AgreementPlan, signed_on: date, signed_at: datetime) -> None:
        """The text as signed, and for some agreements an amendment two years on."""
        office = self.offices[plan.home.code].office
        at_signing = [t for t in plan.term_rows if t["number"] == 1]
        first = _content(plan, at_signing)
        amended = self.random.random() < 0.14 and signed_on < date(2025, 1, 1)
        column, reason = self.random.choice(AMENDED)
        if amended:
            first[column] = self._earlier(column)
        self._version(plan, 1, signed_on, "", first, signed_at, office)
        if amended:
            day = signed_on + timedelta(days=self.random.randint(200, 600))
            at = max(self.chronicle.hour(day), signed_at + timedelta(days=30))
            known = [t for t in plan.term_rows if t["recorded_at"] <= at]
            content = _content(plan, known)
            self._version(plan, 2, at.date(), reason, content, at, office)
            self._file(plan, DocumentKind.AMENDMENT, at, "-2")
            changes = {column: [first[column], plan.row[column]]}
            self._note(
                plan, at, "agreement.amended", office, changes=changes, number=2, reason=reason
            )
        self._later_terms(plan, signed_at, office)

    def _earlier(self, column: str) -> Any:
        """What a column said before it was amended."""
        if column == "max_students_year":
            return self.random.choice((5, 8, 12))
        return self.cast.of("KZ")

    def _later_terms(self, plan: AgreementPlan, signed_at: datetime, office: Actor) -> None:
        """Renewals, extensions, early ends and notices, each when it was agreed."""
        for term in plan.term_rows:
            told = {"term_kind" if k == "kind" else k: term[k] for k in TERM_COLUMNS}
            if term["number"] > 1:
                early = term["cause"] is TermCause.EARLY_END
                self._note(
                    plan,
                    max(term["recorded_at"], signed_at + timedelta(days=31)),
                    "agreement.ended_early" if early else "agreement.renewed",
                    office,
                    changes={k: [None, v] for k, v in told.items() if v is not None},
                    cause=term["cause"],
                    basis=term["basis"],
                )
            if term["notice_given_on"]:
                self._note(
                    plan,
                    self.chronicle.hour(term["notice_given_on"]),
                    "agreement.notice_given",
                    office,
                    changes={
                        "ends_on": [None, term["ends_on"]],
                        "notice_given_on": [None, term["notice_given_on"]],
                    },
                )

    def _version(
        self,
        plan: AgreementPlan,
        number: int,
        effective_on: date,
        reason: str,
        content: dict[str, Any],
        at: datetime,
        office: Actor,
    ) -> None:
        self.rows.add(
            AgreementVersion,
            agreement_id=plan.row["id"],
            number=number,
            effective_on=effective_on,
            reason=reason,
            content=content,
            recorded_at=at,
            recorded_by=office.name,
        )

    def _history(self, plan: AgreementPlan, signed_on: date | None, registered: datetime) -> None:
        office = self.offices[plan.home.code]
        at = registered
        self._note(plan, at, "agreement.registered", office.office, changes=_first(plan))
        for event, stages, actor, source, target in _STEPS:
            if plan.stage not in stages:
                continue
            at += timedelta(days=1, minutes=self.random.randint(5, 2500))
            if event == "agreement.signed" and signed_on:
                at = max(at, self.chronicle.hour(signed_on))
            at = min(at, datetime.combine(TODAY, time(4), UTC))
            self._note(
                plan,
                at,
                event,
                getattr(office, actor),
                changes={"stage": [source, target], **_dated(event, signed_on)},
                **({"reason": plan.row["return_reason"]} if target is Stage.RETURNED else {}),
            )
        self._ending(plan, office)

    def _ending(self, plan: AgreementPlan, office: Office) -> None:
        ended = plan.row["terminated_on"]
        if plan.stage is Stage.TERMINATED and ended:
            at = self.chronicle.hour(ended - timedelta(days=self.random.randint(1, 20)))
            reason = plan.row["termination_reason"]
            changes = {"stage": ["signed", "terminated"], "terminated_on": [None, ended]}
            self._note(
                plan, at, "agreement.terminated", office.signatory, changes=changes, reason=reason
            )
        if plan.stage is Stage.SUSPENDED:
            at = self.chronicle.hour(TODAY - timedelta(days=self.random.randint(40, 160)))
            self._note(
                plan,
                at,
                "agreement.suspended",
                office.signatory,
                changes={"stage": ["signed", "suspended"]},
                reason="Серіктес қабылдауды бір жылға тоқтатты.",
            )

    def note_teach_out(self, plan: AgreementPlan) -> None:
        """What the office recorded when an agreement with students came to its end."""
        until, ends_on = plan.row["teachout_until"], plan.timeline.ends_on
        if until and ends_on:
            at = self.chronicle.hour(max(ends_on - timedelta(days=40), REGISTER_SINCE))
            self._note(
                plan,
                max(at, plan.row["registered_at"] + timedelta(days=20)),
                "agreement.teach_out_set",
                self.offices[plan.home.code].office,
                changes={"teachout_until": [None, until]},
            )

    def _note(
        self, plan: AgreementPlan, at: datetime, event: str, actor: Actor, **data: Any
    ) -> None:
        name = f"{plan.row['code']} № {plan.row['number']}"
        self.chronicle.note(at, event, Agreement, plan.row, name, plan.home.id, actor, **data)


_BEYOND_DRAFT = (Stage.IN_REVIEW, Stage.RETURNED, Stage.APPROVED, *CONCLUDED)
_STEPS = (
    ("agreement.submitted", _BEYOND_DRAFT, "office", Stage.DRAFT, Stage.IN_REVIEW),
    ("agreement.returned", (Stage.RETURNED,), "quality", Stage.IN_REVIEW, Stage.RETURNED),
    (
        "agreement.approved",
        (Stage.APPROVED, *CONCLUDED),
        "quality",
        Stage.IN_REVIEW,
        Stage.APPROVED,
    ),
    ("agreement.signed", CONCLUDED, "signatory", Stage.APPROVED, Stage.SIGNED),
)


def _dated(event: str, signed_on: date | None) -> dict[str, list[Any]]:
    return {"signed_on": [None, signed_on]} if event == "agreement.signed" else {}


def _in_time(plan: AgreementPlan) -> tuple[bool, date, bool]:
    """Concluded agreements by day, a parent before its children, drafts at the end."""
    return (plan.stage not in CONCLUDED, plan.timeline.signed_on, plan.parent is not None)


def _first(plan: AgreementPlan) -> dict[str, list[Any]]:
    """What was entered when an agreement was registered."""
    columns = ("code", "number", "title", "kind", "levels", "languages")
    partners = [f"{partner.code} {partner.name_en}" for partner in plan.partners]
    return {key: [None, plan.row[key]] for key in columns} | {"partners": [None, partners]}


def _page(plan: AgreementPlan, suffix: str) -> list[str]:
    return [
        "DEMONSTRATION DATA: none of these institutions exists.",
        f"{TITLES[plan.kind]['en']} {plan.row['code']}{suffix}",
        f"between {plan.home.name_en}",
        *(f"and {partner.name_en} ({partner.country})" for partner in plan.partners),
        f"Signed on {plan.row['signed_on']:%d.%m.%Y}.",
    ]


def _content(plan: AgreementPlan, terms: list[Row]) -> dict[str, Any]:
    """The agreement as a version keeps it: see `app.agreements.content`."""
    return {
        **{key: plain(plan.row[key]) for key in COLUMNS},
        "parent": plan.parent.row["code"] if plan.parent else None,
        "partners": [
            _partner(partner, row)
            for partner, row in zip(plan.partners, plan.partner_rows, strict=True)
        ],
        "terms": [{key: plain(term[key]) for key in TERM_COLUMNS} for term in terms],
    }


def _partner(partner: University, row: Row) -> dict[str, Any]:
    names = {key: getattr(partner, key) for key in NAMES}
    return {
        "institution": partner.code,
        **names,
        **{key: row[key] for key in PARTNER_COLUMNS},
    }

"""Codes kept in the database are those of the ministry's lists, no more and no fewer."""

import json
from collections.abc import Iterator
from enum import Enum

import pytest

from app.accounts.models import Role
from app.agreements.models import DocumentKind, Kind, Stage, Topic, TuitionRule
from app.agreements.term import TermCause, TermKind, Validity
from app.cohorts.models import Diplomas, Direction, FiguresStage, Flow, Sex, StudyPlace
from app.curriculum.models import Grade as LetterGrade
from app.institutions.models import LegalForm, LinkKind, RankingSystem
from app.kernel.db import Coded
from app.models import METADATA
from app.programmes.models import (
    AccreditationKind,
    AwardRole,
    DiplomaScheme,
    Mode,
    ProgrammeKind,
    RegistryStatus,
    Track,
)
from app.programmes.path import Level, Place, Unit
from app.quality.models import ActionStage, Confidence, EvidenceKind, Grade, ReviewStage
from app.quality.models import LinkKind as StandardLinkKind
from app.recognition.models import Origin, Purpose, Reservation, Standing, Status
from app.recognition.procedure import Paper
from app.recognition.route import Verdict
from app.returns.models import CampaignKind, Door, ExplanationState, QuestionState, ReturnStage
from tests.architecture.tree import ROOT

LISTS: dict[type[Enum], str] = {
    LegalForm: "LEGAL_FORM",
    RankingSystem: "RANKING",
    Purpose: "CONVENTION_PURPOSE",
    Status: "PARTY_STATUS",
    Standing: "CLAIM_STANDING",
    Reservation: "RESERVATION",
    Verdict: "ROUTE_VERDICT",
    Paper: "LEGALISATION",
    Kind: "AGR_KIND",
    Stage: "STAGE",
    TuitionRule: "TUITION_RULE",
    Topic: "CLAUSE",
    TermKind: "TERM_TYPE",
    TermCause: "TERM_CAUSE",
    Validity: "VALIDITY",
    Level: "LEVEL",
    Track: "MASTER_TRACK",
    ProgrammeKind: "PROG_TYPE",
    DiplomaScheme: "DIPLOMA_SCHEME",
    Mode: "COURSE_MODE",
    RegistryStatus: "REGISTRY_STATUS",
    AwardRole: "AWARD_ROLE",
    AccreditationKind: "ACCR_KIND",
    Unit: "FORMAT_UNIT",
    Direction: "DIRECTION",
    Sex: "SEX",
    StudyPlace: "PLACE",
    Diplomas: "AWARD",
    Flow: "FLOW",
    Grade: "JUDGE",
    ReviewStage: "REVIEW_STAGE",
    EvidenceKind: "EVIDENCE_TYPE",
    Confidence: "EVIDENCE_CONFIDENCE",
    ActionStage: "ACTION_STAGE",
    CampaignKind: "CAMPAIGN_KIND",
    ReturnStage: "RETURN_STAGE",
    Door: "DOOR",
    ExplanationState: "EXPLANATION_STATE",
    QuestionState: "QUESTION_STATE",
    LetterGrade: "GRADE",
}

# Our own vocabularies: nobody outside uses these codes.
OURS: dict[type[Enum], str] = {
    Role: "roles in this product",
    DocumentKind: "what an attached file is",
    FiguresStage: "whether a year's figures are still entered",
    StandardLinkKind: "how a standard stands to one of another framework",
    LinkKind: "how one institution came from another",
    Origin: "who entered a claim",
    Place: "where a period of a study path is",
}


def _stored() -> Iterator[type[Enum]]:
    for table in METADATA.tables.values():
        for column in table.columns:
            if isinstance(column.type, Coded):
                yield column.type.codes


def _list(name: str) -> dict[str, dict[str, str]]:
    path = ROOT / "seed" / "reference" / "code_lists.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))[name]
    return found


def test_every_kept_enum_has_its_list_or_is_our_own() -> None:
    unknown = {codes.__name__ for codes in _stored() if codes not in LISTS and codes not in OURS}
    assert not unknown, "name the code list in LISTS, or say in OURS why there is none"


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.__name__)
def test_an_enum_is_its_list(codes: type[Enum]) -> None:
    assert {str(code.value) for code in codes} == set(_list(LISTS[codes]))


@pytest.mark.parametrize("name", sorted(set(LISTS.values())))
def test_every_code_has_its_words_in_three_languages(name: str) -> None:
    for code, words in _list(name).items():
        assert all(words.get(language) for language in ("kk", "ru", "en")), (name, code)


def test_codes_fit_their_column() -> None:
    longest = Coded(Sex).impl.length  # type: ignore[attr-defined]
    assert [code for codes in _stored() for code in codes if len(str(code.value)) > longest] == []

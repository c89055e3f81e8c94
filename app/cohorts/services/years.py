"""A year's figures as a whole: the data of the header, filing, opening again."""

from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _l

from app.cohorts import queries
from app.cohorts.lifecycle import FIGURES
from app.cohorts.models import FiguresStage, YearFigures
from app.cohorts.rulebooks.figures import FIGURES as RULEBOOK
from app.kernel import clock, journal, rules
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.years import AcademicYear

FIRST_VERSION = 1


@dataclass(frozen=True)
class FiguresValue:
    """Whom to ask, who answers, and the totals of the whole institution."""

    total_contingent: int | None = None
    total_foreign: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    quality_contact_name: str = ""
    signatory_name: str = ""
    signatory_position: str = ""
    signatory_basis: str = ""


def to_enter(institution_id: int, year: int, *, actor: Actor) -> YearFigures:
    """The year's figures, held until the commit, opened when this is the first entry.

    Refused for a year that cannot be, and for one that is filed.
    """
    if not queries.is_sane(year):
        raise Refusal(
            _l(
                "Figures are entered for the years from %(first)d to %(last)d.",
                first=queries.FIRST_YEAR,
                last=queries.present_year(),
            )
        )
    found = queries.figures(institution_id, year, to_change=True)
    if found is None:
        return _opened(institution_id, year, actor)
    if found.stage is FiguresStage.FILED:
        raise Refusal(
            _l(
                "The figures of %(year)s are filed and cannot be changed. "
                "The centre can open them again.",
                year=found.label,
            )
        )
    return found


def edit_figures(
    institution_id: int,
    year: int,
    value: FiguresValue,
    *,
    actor: Actor,
    seen_version: int | None = None,
) -> YearFigures:
    """Enter or correct the data of the header.

    `seen_version` is 0 for somebody who saw that nothing was entered yet.
    """
    found = to_enter(institution_id, year, actor=actor)
    if seen_version is not None:
        check_fresh(found, seen_version or FIRST_VERSION, asdict(value))
    _check(value)
    for name, given in asdict(value).items():
        if getattr(found, name) != given:
            setattr(found, name, given)
    if session.is_modified(found):
        journal.write("figures.edited", found, actor=actor, institution_id=institution_id)
    return found


def file(
    institution_id: int,
    year: int,
    *,
    actor: Actor,
    seen_version: int | None = None,
    seen_counts: int | None = None,
    with_differences: bool = False,
) -> YearFigures:
    """File a year: from now on the institution stands by the figures.

    Cohorts that do not add up are filed only knowingly, `with_differences`. Counts
    that were entered after those on the screen (`seen_counts`, the number of the
    last entry of the journal about counts) are a Conflict: nobody signs the unseen.
    """
    found = to_enter(institution_id, year, actor=actor)
    step = FIGURES.step(found.stage, "file")
    if seen_version is not None:
        check_fresh(found, seen_version or FIRST_VERSION)
    if seen_counts is not None and seen_counts != queries.newest_count(institution_id):
        raise Conflict
    if problems := [*step.problems(found), *_errors(found)]:
        raise Refusal(" ".join(str(problem) for problem in problems))
    if not with_differences and _differences(institution_id, year):
        raise Refusal(
            _l("Some cohorts do not add up. Correct them, or confirm that you file them so."),
            "with_differences",
        )
    found.stage = FiguresStage(str(step.target))
    found.filed_at = clock.now()
    found.filed_by = actor.name
    journal.write("figures.filed", found, actor=actor, institution_id=institution_id)
    return found


def reopen(figures: YearFigures, reason: str, *, actor: Actor) -> None:
    """Give filed figures back to the institution, saying why."""
    step = FIGURES.step(figures.stage, "reopen")
    if step.reason_required and not reason.strip():
        raise Refusal(_l("Say why the figures are opened again."), "reason")
    figures.stage = FiguresStage(str(step.target))
    figures.filed_at = None
    figures.filed_by = ""
    journal.write(
        "figures.reopened",
        figures,
        actor=actor,
        institution_id=figures.institution_id,
        reason=reason,
    )


def _opened(institution_id: int, year: int, actor: Actor) -> YearFigures:
    made = YearFigures(
        institution_id=institution_id,
        year=year,
        reference_on=AcademicYear(year).reference_date,
        stage=FiguresStage.OPEN,
    )
    session.add(made)
    session.flush()
    journal.write("figures.opened", made, actor=actor, institution_id=institution_id, changes={})
    return made


def _check(value: FiguresValue) -> None:
    whole, foreign = value.total_contingent, value.total_foreign
    if whole is not None and foreign is not None and foreign > whole:
        raise Refusal(_l("Foreign students are a part of all students, not more."), "total_foreign")


def _errors(figures: YearFigures) -> list[str]:
    """What the rulebook calls an error: such figures are not filed."""
    found = rules.examine((RULEBOOK,), RULEBOOK.subject, [figures])[figures.id]
    return [finding.message for finding in rules.broken(found, rules.Severity.ERROR)]


def _differences(institution_id: int, year: int) -> bool:
    return any(summary.has_differences for summary in queries.summaries(institution_id, year))

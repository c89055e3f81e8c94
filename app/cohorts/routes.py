"""Pages on cohorts, their counts, and the years in which they are counted."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _

from app.cohorts import forms, prefill, queries, services
from app.cohorts.counts import fingerprint
from app.cohorts.forms.grids import SimpleGrid
from app.cohorts.forms.lines import GridForm, labels
from app.cohorts.lifecycle import due_on
from app.cohorts.models import Cohort
from app.cohorts.permissions import reads_nation
from app.cohorts.queries import CohortYear, InstitutionYear, ProgrammeYear
from app.cohorts.services import CohortValue
from app.cohorts.words import STAGE_NAMES
from app.kernel import journal, listing
from app.kernel.i18n import current_language, name
from app.kernel.web.findings import Item, findings
from app.kernel.web.forms import UNSEEN
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.kernel.years import AcademicYear
from app.programmes.models import Programme

blueprint = Blueprint("cohorts", __name__, template_folder="templates")

PROGRAMME = "/programmes/<int:programme_id>"
COHORT = "/cohorts/<int:cohort_id>"
YEAR = "/years/<int:institution_id>/<int:year>"


@blueprint.record_once
def _install(state: Any) -> None:
    state.app.jinja_env.filters["figures_stage"] = lambda stage: str(STAGE_NAMES[stage])


@blueprint.route(f"{PROGRAMME}/cohorts/new", methods=["GET", "POST"])
@guard("cohort.open", on=queries.programme)
def new(programme: Programme) -> Any:
    """Open the cohort of a year; the next one without a cohort is proposed."""
    form = forms.NewCohortForm(data=prefill.next_cohort(programme))
    made = form.carry(
        lambda value: services.open_cohort(
            programme, form.entry_year.data or 0, value, actor=actor()
        )
    )
    if made is None:
        return page("cohorts/new.html", form=form, programme=programme)
    return done(url_for("cohorts.show", cohort_id=made.id), _("The cohort is open."))


@blueprint.get(COHORT)
@guard("cohort.show", on=queries.cohort)
def show(cohort: Cohort) -> Any:
    """One cohort: what was planned, how it grew and shrank, what happened to the record."""
    return page(
        "cohorts/show.html",
        cohort=cohort,
        programme=cohort.programme,
        span=queries.span(cohort),
        balances=queries.balances(cohort, actor()),
        years=_years_of(cohort),
        entries=journal.about("cohorts", cohort.id) if may("cohort.follow", cohort) else [],
    )


@blueprint.route(f"{COHORT}/edit", methods=["GET", "POST"])
@guard("cohort.edit", on=queries.cohort)
def edit(cohort: Cohort) -> Any:
    """Correct what is planned and known of a cohort."""
    form = forms.CohortForm(obj=cohort)

    def deed(value: CohortValue) -> bool:
        services.edit(cohort, value, actor=actor(), seen_version=form.seen_version)
        return True

    if form.carry(deed):
        return done(url_for("cohorts.show", cohort_id=cohort.id), _("Saved."))
    return page("cohorts/edit.html", form=form, cohort=cohort, programme=cohort.programme)


@blueprint.post(f"{COHORT}/remove")
@guard("cohort.edit", on=queries.cohort)
def remove(cohort: Cohort) -> Any:
    """Remove a cohort that was opened by mistake."""
    services.remove(cohort, actor=actor())
    programme_id = cohort.programme_id
    return done(url_for("programmes.show", programme_id=programme_id), _("The cohort is removed."))


@blueprint.get(f"{COHORT}/contingent/<int:year>")
@guard("counts.show", on=queries.cohort_year)
def cohort_contingent(found: CohortYear) -> Any:
    """The headcount of one cohort: its place in the grid of the programme."""
    address = url_for(
        "cohorts.contingent",
        programme_id=found.programme.id,
        year=found.year,
        _anchor=f"cohort-{found.cohort.entry_year}",
    )
    return redirect(address)


@blueprint.get(f"{PROGRAMME}/contingent/<int:year>")
@guard("counts.show", on=queries.programme_year)
def contingent(found: ProgrammeYear) -> Any:
    """The headcount of a programme, to read or to enter; at first a proposal."""
    rows = queries.contingent(found.programme.id, found.year)
    proposed = [] if rows or not _is_entered_by_me(found) else prefill.headcount(found)
    form = _contingent_form(found, rows or proposed)
    form.version.data = fingerprint(rows)
    return _contingent_page(found, form, is_proposal=bool(proposed))


@blueprint.post(f"{PROGRAMME}/contingent/<int:year>")
@guard("counts.enter", on=queries.programme_year)
def set_contingent(found: ProgrammeYear) -> Any:
    """Save the headcount of a programme, or show the grid with one more line."""
    form = forms.ContingentForm()
    if form.wants_line:
        year = form.wants_line
        entry_year = int(year) if year.isascii() and year.isdigit() else found.year
        form.add_line(prefill.students(found, entry_year))
        return _contingent_page(found, form)
    if _saved(
        form,
        lambda rows, seen: services.set_contingent(
            found.programme, found.year, rows, actor=actor(), seen=seen
        ),
    ):
        return done(_back(found), _("The headcount is saved."))
    return _contingent_page(found, form)


@blueprint.get(f"{COHORT}/movement/<int:year>")
@guard("counts.show", on=queries.cohort_year)
def movement(found: CohortYear) -> Any:
    """The movement of a cohort between two reference dates."""
    rows = queries.movement(found.cohort.id, found.year)
    spare = [
        {"sex": sex, "citizenship_group": "KZ"}
        for sex in ("F", "M")
        if not any(row.sex == sex and not row.withdraw_reason for row in rows)
    ]
    return _movement_page(found, _grid(found, forms.MovementForm, rows, spare))


@blueprint.post(f"{COHORT}/movement/<int:year>")
@guard("counts.enter", on=queries.cohort_year)
def set_movement(found: CohortYear) -> Any:
    """Save the movement of a cohort, or show the grid with one more line."""
    form = forms.MovementForm()
    if form.wants_line:
        form.add_line({"citizenship_group": "KZ"})
    elif _saved(
        form,
        lambda rows, seen: services.set_movement(
            found.cohort, found.year, rows, actor=actor(), seen=seen
        ),
    ):
        return done(_back(found), _("The movement is saved."))
    return _movement_page(found, form)


@blueprint.get(f"{COHORT}/graduates/<int:year>")
@guard("counts.show", on=queries.cohort_year)
def graduates(found: CohortYear) -> Any:
    """The graduates of a cohort and their diplomas."""
    rows = queries.graduations(found.cohort.id, found.year)
    spare = [
        prefill.graduates(found, sex) for sex in ("F", "M") if not any(r.sex == sex for r in rows)
    ]
    return _graduates_page(found, _grid(found, forms.GraduationForm, rows, spare))


@blueprint.post(f"{COHORT}/graduates/<int:year>")
@guard("counts.enter", on=queries.cohort_year)
def set_graduates(found: CohortYear) -> Any:
    """Save the graduates of a cohort, or show the grid with one more line."""
    form = forms.GraduationForm()
    if form.wants_line:
        form.add_line(prefill.graduates(found, "F"))
    elif _saved(
        form,
        lambda rows, seen: services.set_graduations(
            found.cohort, found.year, rows, actor=actor(), seen=seen
        ),
    ):
        return done(_back(found), _("The graduates are saved."))
    return _graduates_page(found, form)


@blueprint.get(f"{PROGRAMME}/mobility/<int:year>")
@guard("counts.show", on=queries.programme_year)
def mobility(found: ProgrammeYear) -> Any:
    """Periods elsewhere under a programme, with credits and the gap in recognition."""
    rows = queries.mobility(found.programme.id, found.year)
    spare = [] if rows else [prefill.stay(found)]
    return _mobility_page(found, _grid(found, forms.MobilityForm, rows, spare))


@blueprint.post(f"{PROGRAMME}/mobility/<int:year>")
@guard("counts.enter", on=queries.programme_year)
def set_mobility(found: ProgrammeYear) -> Any:
    """Save the mobility of a programme, or show the grid with one more line."""
    form = forms.MobilityForm()
    form.offer(_hosts(found), _intakes(found))
    if form.wants_line:
        form.add_line(prefill.stay(found))
    elif _saved(
        form,
        lambda rows, seen: services.set_mobility(
            found.programme, found.year, rows, actor=actor(), seen=seen
        ),
    ):
        return done(_back(found), _("The mobility is saved."))
    return _mobility_page(found, form)


@blueprint.get("/years")
@guard("figures.list")
def years() -> Any:
    """The years of one's own institutions; for the centre, what has been filed."""
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    present = queries.present_year()
    filed = queries.listing(actor(), year, listing.cursor()) if reads_nation(actor()) else None
    return page(
        "cohorts/years.html",
        own=queries.own_years(actor()),
        filed=listing.page_of(filed) if filed else None,
        year=year,
        choices=range(present, present - 10, -1),
        due_on=due_on,
    )


@blueprint.get(YEAR)
@guard("figures.show", on=queries.institution_year)
def year(found: InstitutionYear) -> Any:
    """One institution's year: what is entered, what adds up, what stands in the way."""
    return _year_page(found, forms.FileForm())


@blueprint.route(f"{YEAR}/edit", methods=["GET", "POST"])
@guard("figures.edit", on=queries.institution_year)
def edit_year(found: InstitutionYear) -> Any:
    """The header of a year; whom to ask is proposed as it was last year."""
    form = forms.FiguresForm(data={"version": _version(found)} | prefill.header(found))

    def deed(value: services.FiguresValue) -> bool:
        services.edit_figures(
            found.institution_id,
            found.year,
            value,
            actor=actor(),
            seen_version=form.seen_version,
        )
        return True

    if form.carry(deed):
        return done(_address(found), _("Saved."))
    return page("cohorts/edit_year.html", form=form, found=found)


@blueprint.post(f"{YEAR}/file")
@guard("figures.file", on=queries.institution_year)
def file_year(found: InstitutionYear) -> Any:
    """File a year: the institution stands by its figures."""
    form = forms.FileForm()

    def deed(value: tuple[bool, int]) -> bool:
        with_differences, seen_counts = value
        services.file(
            found.institution_id,
            found.year,
            actor=actor(),
            seen_version=form.seen_version,
            seen_counts=seen_counts,
            with_differences=with_differences,
        )
        return True

    if form.carry(deed):
        return done(_address(found), _("The figures are filed."))
    return _year_page(found, form)


@blueprint.route(f"{YEAR}/reopen", methods=["GET", "POST"])
@guard("figures.reopen", on=queries.institution_year)
def reopen_year(found: InstitutionYear) -> Any:
    """Give filed figures back to the institution."""
    form = forms.ReopenForm()

    def deed(reason: str) -> bool:
        if found.figures is not None:
            services.reopen(found.figures, reason, actor=actor())
        return True

    if form.carry(deed):
        return done(url_for("cohorts.years"), _("The figures are open again."))
    return page("cohorts/reopen_year.html", form=form, found=found)


def _saved(form: GridForm, deed: Callable[[list[Any], str], Any]) -> bool:
    """Whether the rows of a grid were right and are saved."""
    seen = str(form.version.data or UNSEEN)[:32]
    return form.carry(lambda rows: deed(rows, seen) or True) is True


def _grid(
    found: ProgrammeYear,
    kind: type[SimpleGrid],
    rows: list[Any],
    spare: list[dict[str, Any]],
) -> Any:
    """The rows with lines to fill in; who only reads is shown what is counted."""
    if _is_entered_by_me(found):
        lines = [*kind.data_of(rows), *spare]
    else:
        lines = kind.data_of([row for row in rows if not row.is_empty])
    form = kind(data={"lines": lines})
    form.version.data = fingerprint(rows)
    return form


def _contingent_form(found: ProgrammeYear, rows: list[Any]) -> forms.ContingentForm:
    lines = forms.ContingentForm.data_of(rows)
    if _is_entered_by_me(found):
        lines += [
            prefill.students(found, year)
            for year in prefill.entry_years(found, [line["entry_year"] for line in lines])
        ]
    lines.sort(key=lambda line: -line["entry_year"])
    return forms.ContingentForm(data={"lines": lines})


def _contingent_page(
    found: ProgrammeYear, form: forms.ContingentForm, *, is_proposal: bool = False
) -> Response:
    cohorts = {c.entry_year: c for c in queries.cohorts_of(found.programme.id)}
    shown = prefill.entry_years(found, [entry.form.entered for entry in form.lines])
    return page(
        "cohorts/contingent.html",
        form=form,
        found=found,
        programme=found.programme,
        cohorts=cohorts,
        sections=form.sections(shown),
        is_proposal=is_proposal,
        is_open=_is_entered_by_me(found),
        offers=_offers("countries", "languages", "residences"),
    )


def _movement_page(found: CohortYear, form: forms.MovementForm) -> Response:
    return page(
        "cohorts/movement.html",
        form=form,
        found=found,
        programme=found.programme,
        cohort=found.cohort,
        period=AcademicYear(found.year).movement_period,
        balance=queries.balance(found.cohort, found.year, actor()),
        is_open=_is_entered_by_me(found),
    )


def _graduates_page(found: CohortYear, form: forms.GraduationForm) -> Response:
    return page(
        "cohorts/graduates.html",
        form=form,
        found=found,
        programme=found.programme,
        cohort=found.cohort,
        moved=queries.balance(found.cohort, found.year).flows.graduated,
        is_open=_is_entered_by_me(found),
    )


def _mobility_page(found: ProgrammeYear, form: forms.MobilityForm) -> Response:
    form.offer(_hosts(found), _intakes(found))
    rows = queries.mobility(found.programme.id, found.year)
    return page(
        "cohorts/mobility.html",
        form=form,
        found=found,
        programme=found.programme,
        credits=queries.credits_of(rows),
        is_open=_is_entered_by_me(found),
        offers=_offers("countries"),
    )


def _year_page(found: InstitutionYear, form: forms.FileForm) -> Response:
    form.version.data = _version(found)
    form.counted.data = queries.newest_count(found.institution_id)
    summaries = queries.summaries(found.institution_id, found.year, actor())
    balances = [(s.programme, cohort, one) for s in summaries for cohort, one in s.balances]
    return page(
        "cohorts/year.html",
        form=form,
        found=found,
        summaries=summaries,
        running=sorted((s for s in summaries if not s.is_idle), key=lambda s: s.has_students),
        idle=[s for s in summaries if s.is_idle],
        entered=sum(s.has_students for s in summaries),
        open_balances=[row for row in balances if not row[2].is_settled],
        settled_balances=[row for row in balances if row[2].is_settled],
        has_differences=any(summary.has_differences for summary in summaries),
        findings=_findings(found),
        due_on=due_on(found.year),
        entries=_history(found),
    )


def _findings(found: InstitutionYear) -> list[Item]:
    """What the checks find; it may name drafts, which are the institution's own business."""
    if found.figures is None or not may("figures.follow", found):
        return []
    return findings("year_figures", [found.figures], _where)


def _history(found: InstitutionYear) -> list[journal.JournalEntry]:
    """What happened to the figures: the institution's own business while they were open."""
    if found.figures is None or not may("figures.follow", found):
        return []
    return journal.about("year_figures", found.figures.id)


def _where(figures: Any, field: str) -> str | None:
    """The page on which a finding about a year is put right, for those who may."""
    if not may("figures.edit", figures):
        return None
    values = {"institution_id": figures.institution_id, "year": figures.year}
    if field == "contingents":
        return url_for("cohorts.year", **values, _anchor="programmes")
    return url_for("cohorts.edit_year", **values, _anchor=field)


def _is_entered_by_me(found: ProgrammeYear) -> bool:
    return not found.is_filed and may("counts.enter", found)


def _hosts(found: ProgrammeYear) -> list[tuple[str, str]]:
    """The programme's partners, and whoever else was host already."""
    hosts = queries.hosts(found.programme.id, found.year)
    return [(str(one.id), name(one)) for one in hosts]


def _intakes(found: ProgrammeYear) -> list[int]:
    """The cohorts that may have been elsewhere in the year, the youngest first."""
    years = (cohort.entry_year for cohort in queries.cohorts_of(found.programme.id))
    return [year for year in years if year <= found.year]


def _offers(*names: str) -> dict[str, list[str]]:
    """The names that cells of a long list offer while somebody types."""
    return {one: list(labels(one, current_language()).values()) for one in names}


def _years_of(cohort: Cohort) -> list[int]:
    """The years for which the cohort may be counted, the newest first."""
    last = min(
        queries.present_year(),
        cohort.entry_year + -(-cohort.programme.duration_months // 12),
    )
    return list(range(last, max(cohort.entry_year, queries.FIRST_YEAR) - 1, -1))


def _version(found: InstitutionYear) -> int:
    return found.figures.version if found.figures else 0


def _address(found: InstitutionYear) -> str:
    return url_for("cohorts.year", institution_id=found.institution_id, year=found.year)


def _back(found: InstitutionYear) -> str:
    """Where the person goes on: what is still missing in the year."""
    return f"{_address(found)}#programmes"

"""Reviews: opening them, judging standard by standard, handing them on, signing."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreements import queries as agreements
from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel import clock, listing
from app.kernel.web.findings import Item, findings, findings_by, retold
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.quality import checks, forms, profile, queries, services
from app.quality.crosswalk import Crosswalk
from app.quality.models import Action, Framework, Review, Standard
from app.quality.queries import Judged
from app.quality.routes.blueprint import blueprint


@blueprint.get("/quality/reviews")
@guard("review.list")
def reviews() -> Any:
    """The reviews this person may see, the newest first."""
    found = queries.reviews(actor(), listing.cursor())
    return page("quality/reviews.html", listing=listing.page_of(found))


@blueprint.route("/programmes/<int:programme_id>/reviews/new", methods=["GET", "POST"])
@guard("review.open", on=programmes.programme)
def open_review(programme: Programme) -> Any:
    """Begin a checklist over one programme."""
    return _opened(programme, [programme])


@blueprint.route("/agreements/<int:agreement_id>/reviews/new", methods=["GET", "POST"])
@guard("review.open", on=agreements.agreement)
def open_agreement_reviews(agreement: Agreement) -> Any:
    """Begin a checklist over an agreement, or over each of its programmes."""
    return _opened(agreement, queries.programmes_under(agreement))


@blueprint.route("/institutions/<int:institution_id>/reviews/new", methods=["GET", "POST"])
@guard("review.open_for_all", on=queries.institution)
def open_institution_review(institution: Institution) -> Any:
    """Begin a checklist over the whole institution."""
    return _opened(institution, [])


@blueprint.get("/quality/reviews/<int:review_id>")
@guard("review.show", on=queries.review)
def show(review: Review) -> Any:
    """The checklist: standard by standard, with what the data show and what people judge."""
    return page(
        "quality/show.html",
        review=review,
        lines=lines_of(review),
        entries=queries.history(review),
        as_of=clock.today(),
    )


@blueprint.route(
    "/quality/reviews/<int:review_id>/standards/<int:standard_id>", methods=["GET", "POST"]
)
@guard("review.judge", on=queries.judged_review)
def judge(review: Review) -> Any:
    """Judge one standard."""
    judgement = _judged(review).judgement
    walk = queries.crosswalk()
    form = forms.JudgeForm()
    form.offer(
        [one for one, _count in queries.evidence_of(review.institution_id)],
        _beside(review, judgement.standard_id, walk),
    )
    if request.method == "GET":
        form.show(judgement)
    if form.carried(
        lambda value: services.judge(
            review, judgement, value, seen=form.seen_version, actor=actor()
        )
    ):
        return done(_address(review, judgement.standard.code), _("The judgement is recorded."))
    line = next(one for one in lines_of(review, walk) if one.standard.id == judgement.standard_id)
    return page("quality/judge.html", form=form, review=review, line=line)


@blueprint.route("/quality/reviews/<int:review_id>/fill", methods=["GET", "POST"])
@guard("review.fill", on=queries.review)
def fill(review: Review) -> Any:
    """Hand the filled checklist to the signatory."""
    form = forms.FillForm(obj=review)
    if form.carried(
        lambda value: services.fill(review, value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(review), _("The review waits for the signature now."))
    return page("quality/fill.html", form=form, review=review)


@blueprint.route("/quality/reviews/<int:review_id>/return", methods=["GET", "POST"])
@guard("review.return", on=queries.review)
def send_back(review: Review) -> Any:
    """Open a filled review again, saying why."""
    form = forms.ReasonForm(obj=review)
    if form.carried(
        lambda value: services.send_back(review, value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(review), _("The review is open again."))
    return page("quality/send_back.html", form=form, review=review)


@blueprint.route("/quality/reviews/<int:review_id>/sign", methods=["GET", "POST"])
@guard("review.sign", on=queries.review)
def sign(review: Review) -> Any:
    """Sign it off; from then on it changes no more."""
    form = forms.SignForm(obj=review)
    if form.carried(lambda _value: services.sign(review, seen=form.seen_version, actor=actor())):
        return done(_address(review), _("Signed off. What was seen is kept with the judgements."))
    return page("quality/sign.html", form=form, review=review, lines=lines_of(review))


@blueprint.post("/quality/reviews/<int:review_id>/discard")
@guard("review.discard", on=queries.review)
def discard(review: Review) -> Any:
    """Take away a review opened by mistake."""
    services.discard(review, seen=forms.SignForm().seen_version, actor=actor())
    return done(url_for("quality.reviews"), _("The review is discarded."))


def lines_of(review: Review, walk: Crosswalk[int] | None = None) -> list[profile.Line]:
    """What stands under each standard of a review."""
    framework = queries.framework(review.framework.code)
    assert framework is not None
    walk = walk or queries.crosswalk()
    judged = {one.standard_id: Judged(review, one) for one in review.judgements}
    if review.is_frozen:
        planned = _planned(review, walk)
        whole = may("evidence.list", review)
        return [_as_signed(one, judged, planned, whole) for one in framework.standards]
    return profile.lines(
        framework,
        _items(review),
        judged,
        before=_before(review, walk),
        actions=_planned(review, walk),
    )


def _planned(review: Review, walk: Crosswalk[int]) -> Mapping[int, list[Action]]:
    """Actions by standard; they are the institution's own business."""
    return queries.actions_on(review, walk) if may("action.list", review) else {}


def _as_signed(
    standard: Standard,
    judged: Mapping[int, Judged],
    planned: Mapping[int, list[Action]],
    whole: bool,
) -> profile.Line:
    """A standard of a signed review, with what the machine saw on that day.

    Actions go on after the signature, so they are shown as they stand today. Without
    `whole`, what speaks of figures that may not be filed is left out.
    """
    found = judged.get(standard.id)
    kept = checks.thawed(found.judgement.findings or {}) if found else {}
    readable = {
        code: [f for f in many if whole or not f.rule.internal] for code, many in kept.items()
    }
    about = {code: retold(many) for code, many in readable.items() if many}
    return profile.Line(
        standard=standard,
        items=[item for many in about.values() for item in many],
        about=about,
        judged=found,
        actions=[
            a for a in planned.get(standard.id, ()) if found and a.review_id == found.review.id
        ],
        is_for_people=not about,
    )


def _items(review: Review) -> Mapping[str, list[Item]]:
    """What is found now about what the review is about, by the code of each thing."""
    subject = review.subject
    if isinstance(subject, Programme):
        one = programmes.programme(subject.id)
        assert one is not None
        return {one.code: [*findings("programme", [one]), *findings("agreement", [one.agreement])]}
    under = queries.programmes_under(subject)
    above = {one.agreement_id: one.agreement for one in under}
    if isinstance(subject, Agreement):
        above[subject.id] = subject
    own = findings_by("programme", under)
    agreed = findings_by("agreement", list(above.values()))
    return {one.code: own[one.id] for one in under} | {
        one.code: agreed[one.id] for one in above.values()
    }


def _before(review: Review, walk: Crosswalk[int]) -> dict[int, Judged]:
    """By standard: the last signed judgement on it, or on what it continues."""
    earlier = [one for one in queries.earlier(review) if one.is_frozen]
    found: dict[int, Judged] = {}
    for judgement in review.judgements:
        lineage = walk.lineage(judgement.standard_id)
        for old in earlier:
            match = next((j for j in old.judgements if j.standard_id in lineage), None)
            if match is not None:
                found[judgement.standard_id] = Judged(old, match)
                break
    return found


def _beside(review: Review, standard_id: int, walk: Crosswalk[int]) -> dict[int, str]:
    """Evidence that stands under related standards: its id → their names."""
    used = queries.used_beside(review, walk).get(standard_id, {})
    names = queries.standard_names({one for many in used.values() for one in many})
    return {
        evidence_id: ", ".join(
            f"{names[one].framework.code} {names[one].code}" for one in sorted(many)
        )
        for evidence_id, many in used.items()
    }


def _judged(review: Review) -> Judged:
    """The judgement that the address names; the guard has seen that it is there."""
    standard_id = (request.view_args or {})["standard_id"]
    return next(Judged(review, one) for one in review.judgements if one.standard_id == standard_id)


def _opened(subject: Programme | Agreement | Institution, each: list[Programme]) -> Any:
    many = isinstance(subject, Agreement)
    form = forms.OpenForm()
    form.offer(queries.usable(clock.today()), many=many)
    made = form.carry(lambda value: _open(subject, each, *value))
    if made is not None and len(made) == 1:
        message = _("The review is open. Judge standard by standard.")
        return done(_address(made[0]), message)
    if made:
        text = ngettext("%(num)d review is open.", "%(num)d reviews are open.", len(made))
        return done(url_for("quality.reviews"), text)
    return page("quality/open_review.html", form=form, subject=subject, many=many)


def _open(
    subject: Programme | Agreement | Institution,
    each: list[Programme],
    code: str,
    apart: bool,
) -> list[Review]:
    framework: Framework | None = queries.framework(code)
    assert framework is not None
    if apart:
        return services.open_for_each(framework, each, actor=actor())
    return [services.open_review(framework, subject, actor=actor())]


def _address(review: Review, anchor: str = "") -> str:
    where = f"s-{anchor}" if anchor else None
    return url_for("quality.show", review_id=review.id, _anchor=where)

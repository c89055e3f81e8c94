"""The arithmetic of credits, on generated curricula."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.totals import Counted, Taught, overdrawn, sides, summed, totals, ways
from app.programmes.path import parse_label

HOME, PARTNERS = 1, (2, 3)
CREDITS = st.integers(1, 300).map(lambda n: Decimal(n) / 10)
MODULES = st.lists(st.tuples(st.sampled_from((HOME, *PARTNERS)), CREDITS), max_size=12).map(
    lambda rows: [Taught(n, side, ects) for n, (side, ects) in enumerate(rows, 1)]
)


@st.composite
def curricula(draw: st.DrawFn) -> tuple[list[Taught], list[Counted]]:
    """Modules of three sides and matches between them, also ones that recognise too much."""
    modules = draw(MODULES)
    home = [m.id for m in modules if m.institution_id == HOME]
    abroad = [m.id for m in modules if m.institution_id != HOME]
    if not abroad:
        return modules, []
    match = st.builds(Counted, st.sampled_from(abroad), st.sampled_from([None, *home]), CREDITS)
    return modules, draw(st.lists(match, max_size=10))


@given(MODULES)
def test_the_sums_by_side_are_the_total(modules: list[Taught]) -> None:
    assert summed(sides(modules).values()) == summed(m.ects for m in modules)


@given(curricula())
def test_what_is_recognised_never_exceeds_what_there_is_unless_it_is_refused(
    curriculum: tuple[list[Taught], list[Counted]],
) -> None:
    modules, counted = curriculum
    along = ways(PARTNERS, None)
    if overdrawn({m.id: m for m in modules}, counted, along):
        return
    for way in totals(modules, counted, HOME, along):
        assert 0 <= way.recognised <= way.partner
        assert way.home >= 0
        assert way.unrecognised + way.recognised == way.partner
        assert way.total == way.home_plan + way.elective


@given(curricula())
def test_each_module_that_is_recognised_too_much_is_named(
    curriculum: tuple[list[Taught], list[Counted]],
) -> None:
    modules, counted = curriculum
    over = overdrawn({m.id: m for m in modules}, counted, [PARTNERS])
    for module in modules:
        given_ = summed(m.ects for m in counted if m.partner_module_id == module.id)
        taken = summed(m.ects for m in counted if m.home_module_id == module.id)
        assert (module.id in over) == (max(given_, taken) > module.ects)


def test_where_the_path_leaves_the_partner_open_each_is_a_way() -> None:
    path = parse_label("2+2", "bachelor")
    assert ways((2, 3), path) == ((2,), (3,))
    assert ways((2, 3), None) == ((2,), (3,))
    assert ways((2,), path) == ((2,),)
    assert ways((), path) == ((),)


def test_a_home_module_may_be_replaced_once_on_each_way() -> None:
    modules = [Taught(1, HOME, Decimal(6)), Taught(2, 2, Decimal(6)), Taught(3, 3, Decimal(6))]
    counted = [Counted(2, 1, Decimal(6)), Counted(3, 1, Decimal(6))]
    known = {m.id: m for m in modules}
    assert overdrawn(known, counted, [(2,), (3,)]) == frozenset()
    assert overdrawn(known, counted, [(2, 3)]) == {1}
    first, second = totals(modules, counted, HOME, [(2,), (3,)])
    assert (first.home, first.recognised, first.total) == (0, 6, 6)
    assert second.total == 6

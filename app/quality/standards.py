"""Which computed checks speak to which standards, and how that travels to other frameworks.

`SPEAKS_TO` says of a rule which standards it bears on, each as "framework/code" of the
reference files. `speakers` answers for a framework of the database: what speaks to a
standard speaks also to those that continue it in a later version, at any distance,
and to those of another framework that cover it. To let a rule speak to a standard: a
code in its line. A rule speaks; it never judges.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.kernel.db import session
from app.quality.crosswalk import Crosswalk
from app.quality.models import Framework, LinkKind, Standard, StandardLink

# A standard by the code of its framework and its own.
Key = tuple[str, str]

SPEAKS_TO: Mapping[str, tuple[str, ...]] = {
    # The register: agreements.
    "F201": ("esg-2015/1.7",),
    "F202": ("ea-2015/1.3",),
    "F203": ("ea-2015/1.3",),
    "F204": ("ea-2015/1.3",),
    "F205": ("ea-2015/1.3",),
    "F206": ("ea-2015/1.3",),
    "F207": ("ea-2015/1.3",),
    "F209": ("ea-2015/1.3",),
    "F210": ("ea-2015/1.3",),
    "F211": ("ea-2015/1.3",),
    # The register: programmes.
    "F301": ("esg-2015/1.2",),
    "F302": ("esg-2015/1.2", "ea-2015/2.1"),
    "F303": ("esg-2015/1.2", "ea-2015/3.2", "order-152/1", "order-152/2"),
    "F304": ("esg-2015/1.2", "ea-2015/3.3"),
    "F305": ("ea-2015/1.2", "order-152/2"),
    "F306": ("esg-2015/1.2", "ea-2015/3.3"),
    "F307": ("esg-2015/1.2",),
    "F308": ("esg-2015/1.8", "ea-2015/8"),
    "F309": ("esg-2015/1.8", "ea-2015/8"),
    "F310": ("ea-2015/1.1", "order-152/5"),
    "F311": ("ea-2015/4.2",),
    "F312": ("esg-2015/1.2", "order-152/1"),
    "F313": ("esg-2015/1.10",),
    "F314": ("esg-2015/1.10",),
    "F315": ("esg-2015/1.5", "ea-2015/1.2", "ea-2015/7.1", "order-152/4"),
    "F316": ("esg-2015/1.6", "ea-2015/6"),
    "F317": ("esg-2015/1.9", "ea-2015/9"),
    "R001": ("ea-2015/1.1", "ea-2015/1.3"),
    "R002": ("esg-2015/1.4", "ea-2015/4.2", "order-152/3"),
    # What lies between the sheets of the return.
    "X102": ("ea-2015/1.3",),
    "X104": ("ea-2015/1.2",),
    "X106": ("ea-2015/1.3",),
    "X107": ("ea-2015/1.3",),
    "X108": ("ea-2015/1.3",),
    "X111": ("esg-2015/1.7",),
    "X112": ("esg-2015/1.7", "order-152/2"),
    "X113": ("esg-2015/1.4", "order-152/5"),
    "X114": ("esg-2015/1.4", "order-152/5"),
    "X115": ("order-152/2",),
    "X116": ("ea-2015/1.3",),
    "X118": ("esg-2015/1.7",),
    "X119": ("esg-2015/1.7",),
    "X120": ("ea-2015/1.1", "ea-2015/4.2"),
    "X121": ("ea-2015/4.2",),
    # The curriculum.
    "C101": ("esg-2015/1.2", "ea-2015/2.1", "ea-2015/2.2"),
    "C102": ("esg-2015/1.2", "ea-2015/2.3", "ea-2015/3.1"),
    "C103": ("esg-2015/1.4", "ea-2015/3.1", "ea-2015/4.2", "order-152/1", "order-152/3"),
    "C104": ("esg-2015/1.2", "ea-2015/3.2", "order-152/1"),
    "C105": ("esg-2015/1.2", "ea-2015/3.2", "order-152/1", "order-152/2"),
    "C106": ("esg-2015/1.4", "ea-2015/4.2", "order-152/3"),
    "C107": ("esg-2015/1.4", "ea-2015/4.2", "order-152/3"),
    "C108": ("ea-2015/1.2", "ea-2015/3.1", "order-152/2"),
    "C109": ("esg-2015/1.3", "ea-2015/5.2", "order-152/3"),
    "C110": ("esg-2015/1.3", "ea-2015/5.2", "order-152/3"),
    "C111": ("esg-2015/1.4", "ea-2015/4.2", "order-152/3"),
    # Quality: programmes.
    "Q101": ("esg-2015/1.1", "ea-2015/9"),
    "Q102": ("esg-2015/1.1", "ea-2015/9"),
    "Q103": ("esg-2015/1.1", "esg-2015/1.8", "ea-2015/9"),
    "Q104": ("esg-2015/1.3", "ea-2015/5.1"),
    "Q105": ("esg-2015/1.4", "ea-2015/4.1"),
    "Q106": ("esg-2015/1.4", "ea-2015/4.2", "order-152/3"),
    "Q107": ("esg-2015/1.4",),
    "Q108": ("esg-2015/1.4", "esg-2015/1.9"),
    "Q109": ("esg-2015/1.5", "ea-2015/1.2", "ea-2015/7.1", "order-152/4"),
    "Q110": ("esg-2015/1.6", "ea-2015/6"),
    "Q111": ("esg-2015/1.7",),
    "Q112": ("esg-2015/1.8", "ea-2015/8"),
    "Q113": ("esg-2015/1.9", "ea-2015/9"),
    "Q114": ("esg-2015/1.10",),
    "Q115": ("esg-2015/1.10",),
    "Q116": ("ea-2015/1.1",),
    "Q117": ("ea-2015/1.2",),
    "Q118": ("ea-2015/1.3", "order-152/3"),
    "Q119": ("esg-2015/1.2", "ea-2015/3.2"),
    "Q120": ("ea-2015/3.3",),
    "Q121": ("ea-2015/1.1", "order-152/5"),
    # Quality: agreements.
    "Q201": ("esg-2015/1.1", "ea-2015/1.3", "ea-2015/9"),
    "Q202": ("esg-2015/1.3", "ea-2015/1.3", "ea-2015/5.2"),
    "Q203": ("esg-2015/1.4", "ea-2015/1.3", "ea-2015/4.1"),
    "Q204": ("esg-2015/1.4", "ea-2015/1.3", "ea-2015/4.2", "order-152/3"),
    "Q205": ("ea-2015/1.2", "ea-2015/1.3", "order-152/4"),
    "Q206": ("esg-2015/1.4", "ea-2015/1.3", "order-152/5"),
    "Q207": ("ea-2015/1.3",),
}


def speakers(framework: str) -> dict[str, tuple[str, ...]]:
    """Code of a standard → the rules that speak to it, sorted; for every standard of `framework`.

    Two queries. An unknown framework has no standards.
    """
    codes = session.scalars(
        select(Standard.code)
        .join(Framework)
        .where(Framework.code == framework)
        .order_by(Standard.position)
    ).all()
    heard = _heard(_links())
    return {code: tuple(sorted(heard.get((framework, code), ()))) for code in codes}


def rules_of(framework: str) -> frozenset[str]:
    """Every rule that speaks to some standard of a framework."""
    return frozenset(rule for rules in speakers(framework).values() for rule in rules)


def _links() -> list[tuple[Key, Key, LinkKind]]:
    """The cross-walk: each standard, the one that it continues or covers, and which of both."""
    other, of_other, of_own = aliased(Standard), aliased(Framework), aliased(Framework)
    rows = session.execute(
        select(of_own.code, Standard.code, of_other.code, other.code, StandardLink.kind)
        .join(Standard, Standard.id == StandardLink.standard_id)
        .join(of_own, of_own.id == Standard.framework_id)
        .join(other, other.id == StandardLink.other_id)
        .join(of_other, of_other.id == other.framework_id)
    )
    return [((a, b), (c, d), kind) for a, b, c, d, kind in rows]


def _heard(links: Iterable[tuple[Key, Key, LinkKind]]) -> Mapping[Key, set[str]]:
    """What speaks to each standard: said of itself, of what it continues, of what it covers.

    A standard of a new version hears all that the old one heard, also through `covers`;
    covering goes one step only, for part of a part may be nothing.
    """
    known, said = list(links), _said()
    walk = Crosswalk.of(known)
    keys = {*said, *(key for standard, other, _kind in known for key in (standard, other))}
    own = {key: walk.lineage(key) for key in keys}
    heard = {key: {rule for one in own[key] for rule in said.get(one, ())} for key in keys}
    return {
        key: heard[key]
        | {
            rule
            for one in own[key]
            for covered in walk.covers.get(one, ())
            for rule in heard[covered]
        }
        for key in keys
    }


def _said() -> dict[Key, list[str]]:
    """The table turned round: standard → rules."""
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for rule, standards in SPEAKS_TO.items():
        for standard in standards:
            framework, _, code = standard.rpartition("/")
            found[framework, code].append(rule)
    return dict(found)

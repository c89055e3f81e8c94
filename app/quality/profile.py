"""What stands under each standard of a page: findings, the judgement, evidence, actions.

A profile has a line for each standard. Nothing is averaged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.kernel.web.findings import Item
from app.quality import checks, standards
from app.quality.models import Action, Framework, Grade, Judgement, Standard
from app.quality.queries import Judged


@dataclass(frozen=True)
class Group:
    """What one rule finds about several things: the codes of those it finds wanting."""

    item: Item
    broken: tuple[str, ...]
    unknown: tuple[str, ...]
    holds: int


@dataclass(frozen=True)
class Line:
    """One standard; `about` groups the findings by the code of what they are about."""

    standard: Standard
    items: Sequence[Item] = ()
    about: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    judged: Judged | None = None
    before: Judged | None = None
    actions: Sequence[Action] = ()
    is_for_people: bool = False

    @property
    def groups(self) -> list[Group]:
        """The findings about several things, rule by rule; those with something wanting first."""
        by_rule: dict[str, list[tuple[str, Item]]] = {}
        for code, items in self.about.items():
            for item in items:
                by_rule.setdefault(item.rule, []).append((code, item))
        groups = [_group(many) for many in by_rule.values()]
        return sorted(groups, key=lambda one: (not one.broken, not one.unknown))

    @property
    def judgement(self) -> Judgement | None:
        """The judgement, when there is one."""
        return self.judged.judgement if self.judged else None

    @property
    def grade(self) -> Grade:
        """The judgement's grade; not assessed when nobody has judged."""
        return self.judgement.grade if self.judgement else Grade.NOT_ASSESSED

    def counted(self, verdict: str) -> int:
        """How many findings have that verdict."""
        return sum(item.verdict == verdict for item in self.items)


def _group(many: list[tuple[str, Item]]) -> Group:
    def codes(verdict: str) -> tuple[str, ...]:
        return tuple(code for code, item in many if item.verdict == verdict)

    first = next((item for _code, item in many if item.verdict == "broken"), many[0][1])
    return Group(first, codes("broken"), codes("unknown"), len(codes("holds")))


def sorted_items(
    framework: Framework, speaking: checks.Speakers, items: Iterable[Item]
) -> dict[int, list[Item]]:
    """Findings as a page shows them, under the standards to which their rules speak."""
    listed = list(items)
    return {
        one.id: [item for item in listed if item.rule in speaking.get(one.code, ())]
        for one in framework.standards
    }


def lines(
    framework: Framework,
    items: Mapping[str, Iterable[Item]],
    judged: Mapping[int, Judged],
    *,
    before: Mapping[int, Judged] | None = None,
    actions: Mapping[int, Sequence[Action]] | None = None,
) -> list[Line]:
    """A line for each standard; `items` are by the code of what they are about."""
    speaking = standards.speakers(framework.code)
    sorted_ = {code: sorted_items(framework, speaking, many) for code, many in items.items()}
    people = checks.is_for_people_only(framework, speaking)
    return [
        Line(
            standard=one,
            items=[item for many in sorted_.values() for item in many[one.id]],
            about={code: many[one.id] for code, many in sorted_.items() if many[one.id]},
            judged=judged.get(one.id),
            before=(before or {}).get(one.id),
            actions=(actions or {}).get(one.id, ()),
            is_for_people=one.id in people,
        )
        for one in framework.standards
    ]

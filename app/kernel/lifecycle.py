"""Which stage leads to which, by which action: the engine under every `STEPS`.

A feature's `lifecycle.py` lists its steps as data; services ask `step` for the
one to take, check its problems, and set its target. To add a way from one stage
to another: a `Step` there. Nothing here knows an agreement or a return.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel.errors import Refusal

Stage = Hashable

# What is wrong with the thing, as a sentence, or None. Its name is shown in tables.
Condition = Callable[[Any], Any]


class NoSuchStep(Refusal):
    """The action does not leave this stage: the page was old, or the address typed."""

    def __init__(self, stage: Stage, action: str) -> None:
        super().__init__(_l("This cannot be done at the present stage. Open the page anew."))
        self.stage = stage
        self.action = action


@dataclass(frozen=True)
class Musts:
    """No broken rule that is an error stands about the thing and what belongs to it.

    `subject` is the rulebooks' word for the thing; `override` is the permission to
    take the step all the same, with a reason. See `checks.settle`.
    """

    subject: str
    override: str


@dataclass(frozen=True)
class Step:
    """One way forward (or back): `action` leads from any of `sources` to `target`."""

    action: str
    sources: tuple[Stage, ...]
    target: Stage
    permission: str
    conditions: tuple[Condition, ...] = ()
    reason_required: bool = False
    musts: Musts | None = None

    def problems(self, thing: Any) -> list[Any]:
        """What stands in the way, all of it at once, in the order of the conditions."""
        found = (condition(thing) for condition in self.conditions)
        return [problem for problem in found if problem is not None]


@dataclass(frozen=True)
class Lifecycle:
    """Stages, the first of them the beginning, and the steps between them."""

    name: str
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Refuse a table whose steps name no stage or leave one stage twice by one action."""
        known = set(self.stages)
        ways = [(source, step.action) for step in self.steps for source in step.sources]
        for step in self.steps:
            if strange := {*step.sources, step.target} - known:
                raise ValueError(f"{self.name}: {step.action} names unknown stages {strange}")
        if len(ways) != len(set(ways)):
            raise ValueError(f"{self.name}: an action leaves one stage twice")

    def available(self, stage: Stage) -> tuple[Step, ...]:
        """The steps that leave a stage, in the order of the table."""
        return tuple(step for step in self.steps if stage in step.sources)

    def step(self, stage: Stage, action: str) -> Step:
        """The step an action takes from a stage; NoSuchStep when there is none."""
        for step in self.available(stage):
            if step.action == action:
                return step
        raise NoSuchStep(stage, action)

    def unreachable(self) -> frozenset[Stage]:
        """Stages to which no steps lead from the first: a test wants there to be none."""
        reached: set[Stage] = set()
        waiting = list(self.stages[:1])
        while waiting:
            stage = waiting.pop()
            if stage not in reached:
                reached.add(stage)
                waiting.extend(step.target for step in self.available(stage))
        return frozenset(self.stages) - reached

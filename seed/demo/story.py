"""The story of the fictional country: its day, its years and its figures.

Every number that a reader of the published reviews knows stands here, and the
generator is bound to reach it: the plan is made first and then filled with
agreements, programmes and students. To change the story, change a figure here.
"""

from dataclasses import dataclass
from datetime import date

SEED = 20080424
TODAY = date(2026, 11, 23)
FIRST_YEAR, THIS_YEAR = 2018, 2026
YEARS = range(FIRST_YEAR, THIS_YEAR + 1)

# The register came into use before the first reference date; what was signed
# earlier was entered in its first weeks.
REGISTER_SINCE = date(2018, 9, 3)

LEVELS = "BMDR"

# Students on 1 October, own students only, by level. 2020 and 2021 are published.
CONTINGENT: dict[int, dict[str, int]] = {
    2018: {"B": 903, "M": 512},
    2019: {"B": 946, "M": 578},
    2020: {"B": 674, "M": 435, "D": 11},
    2021: {"B": 557, "M": 609, "D": 23},
    2022: {"B": 668, "M": 702, "D": 32},
    2023: {"B": 865, "M": 806, "D": 41, "R": 5},
    2024: {"B": 1121, "M": 931, "D": 50, "R": 9},
    2025: {"B": 1402, "M": 1058, "D": 58, "R": 12},
    2026: {"B": 1655, "M": 1236, "D": 64, "R": 14},
}


@dataclass(frozen=True)
class Wave:
    """Programmes that open in the same years; `last` is the last year on offer of all.

    Without `last` a programme goes on, except for a share that ends later.
    """

    opens: tuple[int, int]
    last: int | None
    counts: dict[str, int]
    ends_later: float = 0.0


# On offer in 2019: the second and third wave, 148 + 181. In 2020: the third and
# fourth, 68 + 114 + 4. What opens later is free.
WAVES = (
    Wave((2013, 2016), 2018, {"B": 6, "M": 7}),
    Wave((2012, 2019), 2019, {"B": 86, "M": 85}),
    Wave((2012, 2019), None, {"B": 62, "M": 96}, ends_later=0.27),
    Wave((2020, 2020), None, {"B": 6, "M": 18, "D": 4}, ends_later=0.1),
    Wave((2021, 2021), None, {"B": 9, "M": 13, "D": 1}, ends_later=0.15),
    Wave((2022, 2022), None, {"B": 13, "M": 15, "D": 2}, ends_later=0.1),
    Wave((2023, 2023), None, {"B": 15, "M": 17, "D": 2, "R": 1}, ends_later=0.08),
    Wave((2024, 2024), None, {"B": 17, "M": 19, "D": 2}),
    Wave((2025, 2025), None, {"B": 17, "M": 18, "D": 2, "R": 1}),
    Wave((2026, 2026), None, {"B": 12, "M": 13, "D": 1}),
)
PUBLISHED_WAVES = (2, 3)

WITHDRAWAL = {2019: 0.055, 2020: 0.16, 2021: 0.08}
WITHDRAWAL_USUAL = 0.045
PANDEMIC = (2020,)

# Institutions whose figures of a closed year were never filed.
NOT_FILED = {2024: ("QD-37",), 2025: ("QD-37", "QD-43")}

# The present collection: who is still entering, and who has not begun.
ENTERING = (
    "QD-01",
    "QD-08",
    "QD-14",
    "QD-19",
    "QD-23",
    "QD-27",
    "QD-31",
    "QD-36",
    "QD-38",
    "QD-41",
    "QD-47",
)
NOT_BEGUN = ("QD-02", "QD-17", "QD-33", "QD-42", "QD-45")
NO_FIGURES_YET = ("QD-37", "QD-49")

REPORTS_FROM = {"QD-45": 2021, "QD-48": 2020, "QD-49": 2019, "QD-50": 2022}
REPORTS_UNTIL = {"QD-51": 2020, "QD-52": 2019}
# institution, origin, how, when
LINKS = (
    ("QD-07", "QD-51", "merged", date(2021, 7, 1)),
    ("QD-48", "QD-52", "predecessor", date(2020, 6, 15)),
    ("QD-50", "QD-03", "branch", date(2022, 5, 20)),
)

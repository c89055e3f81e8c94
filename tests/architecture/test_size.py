"""Small functions, files that read in one sitting."""

from tests.architecture.tree import Module, modules, short

LONG = 50
LONGEST = 80
MOST_LINES = 500
SHARE = 0.03

# Declarations: long because there is much to declare, read as a table.
DECLARED = (
    "app/returns/editions/",
    "app/kernel/workbook/kinds.py",
    "migrations/versions/",
    "seed/demo/problems.py",
)


def _lengths() -> list[tuple[int, str]]:
    return [
        ((f.end_lineno or f.lineno) - f.lineno + 1, f"{module.name}:{f.lineno} {f.name}")
        for module in modules("app", "seed")
        for f in module.functions()
    ]


def test_no_function_is_longer_than_a_page() -> None:
    assert not [f"{name}: {n} lines" for n, name in _lengths() if n > LONGEST]


def test_few_functions_are_long() -> None:
    lengths = _lengths()
    long = [f"{name}: {n} lines" for n, name in lengths if n > LONG]
    assert len(long) < SHARE * len(lengths), long


def test_half_the_functions_are_at_most_nine_lines() -> None:
    lengths = sorted(n for n, _ in _lengths())
    assert lengths[len(lengths) // 2] <= 9


def test_files_read_in_one_sitting() -> None:
    wrong = [
        f"{short(module.path)}: {n} lines"
        for module in modules("app", "seed", "migrations")
        if (n := module.text.count("\n")) > MOST_LINES and not _is_declared(module)
    ]
    assert not wrong


def _is_declared(module: Module) -> bool:
    return short(module.path).startswith(DECLARED)

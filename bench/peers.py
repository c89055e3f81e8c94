"""Reads a workbook as others would: NAME FILE. Runs in the environment of the benchmark only."""

import sys
import time
from collections.abc import Callable
from typing import Any

Work = Callable[[], int]


def openpyxl(file: str) -> Work:
    """Every cell, streaming; the fastest way that openpyxl has."""
    from openpyxl import load_workbook

    def work() -> int:
        book = load_workbook(file, read_only=True, data_only=True)
        return sum(1 for page in book for row in page.iter_rows(values_only=True) if any(row))

    return work


def pandas(file: str) -> Work:
    """Every sheet as a frame."""
    import pandas as pd

    return lambda: sum(len(frame) for frame in pd.read_excel(file, sheet_name=None).values())


def django(file: str) -> Work:
    """The dry run of an import of one sheet, each row checked as a model is."""
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
        USE_TZ=True,
    )
    import django as framework

    framework.setup()
    from django.db import connection
    from import_export import resources

    model = _model()
    with connection.schema_editor() as editor:
        editor.create_model(model)
    options = type("Meta", (), {"model": model, "clean_model_instances": True})
    resource = type("Resource", (resources.ModelResource,), {"Meta": options})()

    def work() -> int:
        result = resource.import_data(_sheet(file), dry_run=True, use_transactions=True)
        assert not result.has_errors(), result.row_errors()[:1]
        return len(result.rows)

    return work


COLUMNS = (
    *("prog_id", "direction", "entry_year", "course_year", "citizenship", "residence", "sex"),
    *("funding", "funding_partner", "place_now", "lang", "study_mode", "n", "n_leave"),
)
NUMBERS = ("entry_year", "course_year", "n", "n_leave")


def _model() -> Any:
    from django.db import models

    fields: dict[str, Any] = {
        name: models.PositiveIntegerField() if name in NUMBERS else models.CharField(max_length=200)
        for name in COLUMNS
    }
    return type("Contingent", (models.Model,), {"__module__": "import_export.models", **fields})


def _sheet(file: str) -> Any:
    """The contingent as a dataset of the library, with machine names as headers."""
    import tablib
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True)
    rows = list(book["4_CONT"].iter_rows(min_row=2, values_only=True))
    return tablib.Dataset(*rows[1:], headers=rows[0])


if __name__ == "__main__":
    work = {"openpyxl": openpyxl, "pandas": pandas, "django": django}[sys.argv[1]](sys.argv[2])
    began = time.perf_counter()
    count = work()
    print(f"{count} rows: seconds {time.perf_counter() - began} beside 0")

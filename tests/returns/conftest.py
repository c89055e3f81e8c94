"""What the tests of returns share."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import application, settings


@pytest.fixture(scope="module")
def lists(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An application with the code lists, for tests that write nothing to its database."""
    folder = tmp_path_factory.mktemp("lists")
    made = application(settings(sqlite_template.copy(folder), folder))
    with made.app_context():
        yield made
    made.extensions["engine"].dispose()

"""The prepared register, on SQLite only or on both databases."""

from typing import Any

import pytest
from flask import Flask

from tests.architecture.register import Register, prepared
from tests.makers import Make


def _prepared(app: Flask) -> Register:
    with app.app_context():
        return prepared(Make(app))


@pytest.fixture
def register(app: Any) -> Register:
    """The register on each database."""
    return _prepared(app)


@pytest.fixture
def sqlite_register(sqlite_app: Any) -> Register:
    """The register, for tests that do not concern the database."""
    return _prepared(sqlite_app)

"""Every read of the directory."""

from sqlalchemy import select

from app.institutions.models import Institution
from app.kernel.db import session


def by_code(code: str) -> Institution | None:
    """The institution with that code."""
    return session.scalar(select(Institution).where(Institution.code == code))


def is_directory_empty() -> bool:
    """Whether no institution is registered yet."""
    return session.scalar(select(Institution.id).limit(1)) is None

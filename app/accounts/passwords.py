"""Passwords with Argon2id; the cost is configured, so that tests stay quick."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

LEAST = 10


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with the cost of the configuration."""
    return str(_hasher().hash(password))


def is_right(stored: str, password: str) -> bool:
    """Whether the password belongs to the hash. Takes as long for an empty hash."""
    try:
        return bool(_hasher().verify(stored or _decoy(), password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def needs_renewal(stored: str) -> bool:
    """Whether the hash was made with an older, cheaper setting."""
    return bool(_hasher().check_needs_rehash(stored))


def _hasher() -> PasswordHasher:
    cost = current_app.config.get("ARGON2", {"time_cost": 2, "memory_cost": 19456})
    return PasswordHasher(parallelism=1, **cost)


def _decoy() -> str:
    known = current_app.extensions.setdefault("decoy", "")
    if not known:
        known = current_app.extensions["decoy"] = str(_hasher().hash("nobody"))
    return str(known)

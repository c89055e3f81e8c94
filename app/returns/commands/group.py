"""The group under which every command on returns stands, and how it says no."""

import sys
from typing import NoReturn

import click

from app.kernel.cli import Group

LANGUAGES = ("kk", "ru", "en")

returns = Group("returns", help="Annual returns.")


def refuse(sentence: str) -> NoReturn:
    """Say what is wrong and end with 2."""
    click.echo(sentence, err=True)
    sys.exit(2)

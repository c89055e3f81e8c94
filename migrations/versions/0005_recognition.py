"""Tell claims about treaties apart: what stands, who entered it, what is reserved"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Conventions that were noted as not being about recognition, and what they are about.
PURPOSES = {"APOSTILLE": "apostille", "CIS_1992": "other"}

TEXTS = (
    "reservation_kk",
    "reservation_ru",
    "reservation_en",
    "reason",
    "source_kk",
    "source_ru",
)


def upgrade() -> None:
    """Apply. The reference files fill what is new at the next load."""
    with op.batch_alter_table("conventions") as batch_op:
        batch_op.add_column(_coded("purpose", "recognition"))
        batch_op.add_column(
            sa.Column("is_complete", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(_text("source_kk"))
        batch_op.add_column(_text("source_ru"))
    with op.batch_alter_table("convention_parties") as batch_op:
        batch_op.add_column(sa.Column("attested_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("reservations", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(_coded("standing", "stands"))
        batch_op.add_column(_coded("origin", "reference"))
        batch_op.add_column(
            sa.Column("as_of", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        for name in TEXTS:
            batch_op.add_column(_text(name))
    _move_up()
    # What the columns were filled with was for the rows that are there; the program says it itself.
    with op.batch_alter_table("conventions") as batch_op:
        for name in ("purpose", "is_complete", "source_kk", "source_ru"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("convention_parties") as batch_op:
        for name in ("reservations", "standing", "origin", "as_of", "version", *TEXTS):
            batch_op.alter_column(name, server_default=None)
        batch_op.drop_column("disputed")
        batch_op.drop_column("reservation")
        batch_op.create_check_constraint("ratified_after_signed", "ratified_on >= signed_on")
        batch_op.create_check_constraint("in_force_after_ratified", "in_force_on >= ratified_on")


def downgrade() -> None:
    """Undo. Claims that were withdrawn are told as disputed, so that they still do not count."""
    with op.batch_alter_table("convention_parties") as batch_op:
        batch_op.add_column(
            sa.Column("disputed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(_text("reservation"))
    op.execute("UPDATE convention_parties SET reservation = reservation_en")
    op.execute(_claims.update().where(_claims.c.standing != "stands").values(disputed=sa.true()))
    # Only a party is bound; the earlier program knew no country that is expressly none.
    op.execute("DELETE FROM convention_parties WHERE status = 'outside'")
    _note_recognition()
    with op.batch_alter_table("convention_parties") as batch_op:
        batch_op.drop_constraint("in_force_after_ratified", type_="check")
        batch_op.drop_constraint("ratified_after_signed", type_="check")
        for name in ("disputed", "reservation"):
            batch_op.alter_column(name, server_default=None)
        for name in (
            "version",
            "as_of",
            "origin",
            "standing",
            "reservations",
            "attested_on",
            *TEXTS,
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("conventions") as batch_op:
        for name in ("source_ru", "source_kk", "is_complete", "purpose"):
            batch_op.drop_column(name)


_conventions = sa.table(
    "conventions", sa.column("code"), sa.column("purpose"), sa.column("notes", sa.JSON())
)
_claims = sa.table(
    "convention_parties",
    sa.column("disputed", sa.Boolean()),
    sa.column("standing"),
    sa.column("reservation"),
    sa.column("reservation_en"),
)


def _move_up() -> None:
    """Say in the new columns what the old ones said."""
    for code, purpose in PURPOSES.items():
        op.execute(_conventions.update().where(_conventions.c.code == code).values(purpose=purpose))
    op.execute(_claims.update().where(_claims.c.disputed).values(standing="disputed"))
    op.execute("UPDATE convention_parties SET reservation_en = reservation")


def _note_recognition() -> None:
    """Write into the notes what the earlier program reads there."""
    rows = op.get_bind().execute(
        sa.select(_conventions.c.code, _conventions.c.purpose, _conventions.c.notes)
    )
    for code, purpose, notes in rows.all():
        found = json.loads(notes) if isinstance(notes, str) else dict(notes)
        told = found | {"recognition": purpose == "recognition"}
        op.execute(_conventions.update().where(_conventions.c.code == code).values(notes=told))


def _coded(name: str, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=24), nullable=False, server_default=default)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")

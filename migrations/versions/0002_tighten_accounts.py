"""Tighten accounts: a central role once, attempts by client, long names in order"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What the program itself wrote as the source of an entry, and the code it writes now.
SOURCES = {
    "registered by hand": "by_hand",
    "Invented for the demonstration": "demonstration",
}
SOURCED = ("institutions", "rankings")


def upgrade() -> None:
    """Apply."""
    # Of a role that somebody was given twice at once, the first stays.
    op.execute(
        "DELETE FROM memberships WHERE institution_id IS NULL AND id NOT IN "
        "(SELECT MIN(id) FROM memberships WHERE institution_id IS NULL GROUP BY person_id, role)"
    )
    op.create_index(
        "ix_memberships_central",
        "memberships",
        ["person_id", "role"],
        unique=True,
        postgresql_where=sa.text("institution_id IS NULL"),
        sqlite_where=sa.text("institution_id IS NULL"),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column(
            "sort_key", existing_type=sa.String(400), type_=sa.Text(), existing_nullable=False
        )
    _make_attempts_anew(sa.Column("client", sa.String(length=64), nullable=False))
    for table in SOURCED:
        for said, code in SOURCES.items():
            _replace(table, said, code)


def downgrade() -> None:
    """Undo. The doubles that were removed stay away."""
    for table in SOURCED:
        for said, code in SOURCES.items():
            _replace(table, code, said)
    _make_attempts_anew()
    op.execute("UPDATE people SET sort_key = substr(sort_key, 1, 400)")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column(
            "sort_key", existing_type=sa.Text(), type_=sa.String(400), existing_nullable=False
        )
    op.drop_index("ix_memberships_central", table_name="memberships")


def _make_attempts_anew(*more: sa.Column[str]) -> None:
    """A failed attempt counts for ten minutes: nothing is lost that anybody would miss."""
    op.drop_table("sign_in_attempts")
    op.create_table(
        "sign_in_attempts",
        sa.Column("email", sa.String(length=254), nullable=False),
        *more,
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_email_at", "sign_in_attempts", ["email", "at"])
    if more:
        op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"])


def _replace(table: str, old: str, new: str) -> None:
    changed = sa.table(table, sa.column("source", sa.Text))
    op.execute(changed.update().where(changed.c.source == old).values(source=new))

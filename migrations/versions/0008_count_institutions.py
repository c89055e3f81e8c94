"""Count institutions"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "counted_institutions",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("total_contingent", sa.Integer(), nullable=True),
        sa.Column("total_foreign", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
            name=op.f("fk_counted_institutions_delivery_id_deliveries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_institutions")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_counted_institutions_delivery_id")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("counted_institutions")

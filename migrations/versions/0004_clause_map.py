"""Map clauses: the page of the document, and who confirmed it"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply. Nobody has confirmed a reference yet."""
    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("page", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("document_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("reviewed_by", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("reviewed_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_clauses_document_id_agreement_documents"),
            "agreement_documents",
            ["document_id"],
            ["id"],
        )
        batch_op.create_check_constraint("page_from_1", "page IS NULL OR page >= 1")
        batch_op.create_index(op.f("ix_clauses_document_id"), ["document_id"], unique=False)
    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.alter_column("reviewed_by", server_default=None)


def downgrade() -> None:
    """Undo. A place that was only a page is gone with it."""
    op.execute("DELETE FROM clauses WHERE reference = ''")
    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_clauses_document_id"))
        batch_op.drop_constraint(op.f("ck_clauses_page_from_1"), type_="check")
        batch_op.drop_constraint(
            op.f("fk_clauses_document_id_agreement_documents"), type_="foreignkey"
        )
        batch_op.drop_column("reviewed_on")
        batch_op.drop_column("reviewed_by")
        batch_op.drop_column("document_id")
        batch_op.drop_column("page")

"""Judge quality by versioned standards"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply.

    Standards come anew from the reference files: until here nothing referred to them.
    """
    _forget_standards()
    op.create_table(
        "evidence",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confidence", sa.String(length=24), nullable=False),
        sa.Column("verified_by", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_evidence_file_id_files")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_evidence_institution_id_institutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_institution", ["institution_id", "id"], unique=False)

    op.create_table(
        "quality_policies",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("has_iso_9001", sa.Boolean(), nullable=True),
        sa.Column("iso_9001_until", sa.Date(), nullable=True),
        sa.Column("admission_url", sa.Text(), nullable=False),
        sa.Column("support_url", sa.Text(), nullable=False),
        sa.Column("survey_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_quality_policies_institution_id_institutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_policies")),
        sa.UniqueConstraint("institution_id", name=op.f("uq_quality_policies_institution_id")),
    )
    op.create_table(
        "standard_links",
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"], ["standards.id"], name=op.f("fk_standard_links_other_id_standards")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standards.id"], name=op.f("fk_standard_links_standard_id_standards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_links")),
        sa.UniqueConstraint(
            "standard_id", "other_id", name=op.f("uq_standard_links_standard_id_other_id")
        ),
    )
    with op.batch_alter_table("standard_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_links_other_id"), ["other_id"], unique=False)

    op.create_table(
        "reviews",
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filled_by", sa.String(length=200), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "programme_id IS NULL OR agreement_id IS NULL",
            name=op.f("ck_reviews_about_one_thing_only"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_reviews_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["frameworks.id"], name=op.f("fk_reviews_framework_id_frameworks")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_reviews_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_reviews_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reviews_agreement_framework", ["agreement_id", "framework_id"], unique=False
        )
        batch_op.create_index(
            "ix_reviews_institution_stage", ["institution_id", "stage", "id"], unique=False
        )
        batch_op.create_index(
            "ix_reviews_programme_framework", ["programme_id", "framework_id"], unique=False
        )

    op.create_table(
        "judgements",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=24), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by", sa.String(length=200), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_judgements_review_id_reviews")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standards.id"], name=op.f("fk_judgements_standard_id_standards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
        sa.UniqueConstraint(
            "review_id", "standard_id", name=op.f("uq_judgements_review_id_standard_id")
        ),
    )
    with op.batch_alter_table("judgements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_judgements_standard_id"), ["standard_id"], unique=False
        )

    op.create_table(
        "quality_actions",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.String(length=200), nullable=False),
        sa.Column("owner_email", sa.String(length=254), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "programme_id IS NULL OR agreement_id IS NULL",
            name=op.f("ck_quality_actions_about_one_thing_only"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_quality_actions_agreement_id_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_quality_actions_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_quality_actions_programme_id_programmes"),
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_quality_actions_review_id_reviews")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standards.id"], name=op.f("fk_quality_actions_standard_id_standards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_actions")),
    )
    with op.batch_alter_table("quality_actions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quality_actions_agreement_id"), ["agreement_id"], unique=False
        )
        batch_op.create_index(
            "ix_quality_actions_institution_stage",
            ["institution_id", "stage", "due_on"],
            unique=False,
        )
        batch_op.create_index("ix_quality_actions_owner", ["owner_email", "stage"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_quality_actions_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quality_actions_review_id"), ["review_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quality_actions_standard_id"), ["standard_id"], unique=False
        )

    op.create_table(
        "evidence_uses",
        sa.Column("judgement_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_uses_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["judgement_id"],
            ["judgements.id"],
            name=op.f("fk_evidence_uses_judgement_id_judgements"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_uses")),
        sa.UniqueConstraint(
            "judgement_id", "evidence_id", name=op.f("uq_evidence_uses_judgement_id_evidence_id")
        ),
    )
    with op.batch_alter_table("evidence_uses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_uses_evidence_id"), ["evidence_id"], unique=False
        )

    with op.batch_alter_table("frameworks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_kk", sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("name_ru", sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("name_en", sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("is_draft", sa.Boolean(), nullable=False))
        batch_op.alter_column(
            "version",
            existing_type=sa.VARCHAR(length=12),
            type_=sa.String(length=24),
            existing_nullable=False,
        )
        batch_op.drop_column("name")

    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_kk", sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("asks_ru", sa.Text(), nullable=False))
        batch_op.add_column(sa.Column("asks_en", sa.Text(), nullable=False))


def downgrade() -> None:
    """Undo. The standards come back with the reference files of the earlier product."""
    with op.batch_alter_table("evidence_uses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_uses_evidence_id"))

    op.drop_table("evidence_uses")
    with op.batch_alter_table("quality_actions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quality_actions_standard_id"))
        batch_op.drop_index(batch_op.f("ix_quality_actions_review_id"))
        batch_op.drop_index(batch_op.f("ix_quality_actions_programme_id"))
        batch_op.drop_index("ix_quality_actions_owner")
        batch_op.drop_index("ix_quality_actions_institution_stage")
        batch_op.drop_index(batch_op.f("ix_quality_actions_agreement_id"))

    op.drop_table("quality_actions")
    with op.batch_alter_table("judgements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_judgements_standard_id"))

    op.drop_table("judgements")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index("ix_reviews_programme_framework")
        batch_op.drop_index("ix_reviews_institution_stage")
        batch_op.drop_index("ix_reviews_agreement_framework")

    op.drop_table("reviews")
    with op.batch_alter_table("standard_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standard_links_other_id"))

    op.drop_table("standard_links")
    op.drop_table("quality_policies")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_institution")

    op.drop_table("evidence")
    _forget_standards()
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.drop_column("asks_en")
        batch_op.drop_column("asks_ru")
        batch_op.drop_column("asks_kk")

    with op.batch_alter_table("frameworks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.VARCHAR(length=120), nullable=False))
        batch_op.alter_column(
            "version",
            existing_type=sa.String(length=24),
            type_=sa.VARCHAR(length=12),
            existing_nullable=False,
        )
        batch_op.drop_column("is_draft")
        batch_op.drop_column("position")
        batch_op.drop_column("name_en")
        batch_op.drop_column("name_ru")
        batch_op.drop_column("name_kk")


def _forget_standards() -> None:
    for table in ("standards", "frameworks"):
        op.execute(sa.table(table).delete())
    listed = sa.table("codes", sa.column("list", sa.String))
    op.execute(listed.delete().where(listed.c.list.in_(("EA_2015", "ea-2015"))))

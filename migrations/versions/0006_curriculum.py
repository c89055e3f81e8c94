"""Keep curricula, and the entry year of students who were elsewhere"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_curricula_programme_id_programmes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_curricula_programme_id")),
    )
    op.create_table(
        "grade_conversions",
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.String(length=24), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["curriculum_id"],
            ["curricula.id"],
            name=op.f("fk_grade_conversions_curriculum_id_curricula"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_grade_conversions_institution_id_institutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_conversions")),
        sa.UniqueConstraint(
            "curriculum_id",
            "institution_id",
            "label",
            name=op.f("uq_grade_conversions_curriculum_id_institution_id_label"),
        ),
    )
    with op.batch_alter_table("grade_conversions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grade_conversions_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "modules",
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name_kk", sa.String(length=300), nullable=False),
        sa.Column("name_ru", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("ects", sa.Numeric(precision=6, scale=1), nullable=False),
        sa.Column("period", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "name_kk <> '' OR name_ru <> '' OR name_en <> ''", name=op.f("ck_modules_has_a_name")
        ),
        sa.CheckConstraint("ects > 0", name=op.f("ck_modules_ects_are_positive")),
        sa.CheckConstraint("period > 0", name=op.f("ck_modules_period_is_positive")),
        sa.ForeignKeyConstraint(
            ["curriculum_id"],
            ["curricula.id"],
            name=op.f("fk_modules_curriculum_id_curricula"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_modules_institution_id_institutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
        sa.UniqueConstraint(
            "curriculum_id",
            "institution_id",
            "code",
            name=op.f("uq_modules_curriculum_id_institution_id_code"),
        ),
    )
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_modules_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "outcomes",
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("text_kk", sa.Text(), nullable=False),
        sa.Column("text_ru", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "text_kk <> '' OR text_ru <> '' OR text_en <> ''", name=op.f("ck_outcomes_has_a_text")
        ),
        sa.ForeignKeyConstraint(
            ["curriculum_id"],
            ["curricula.id"],
            name=op.f("fk_outcomes_curriculum_id_curricula"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("curriculum_id", "code", name=op.f("uq_outcomes_curriculum_id_code")),
    )
    op.create_table(
        "module_matches",
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("partner_module_id", sa.Integer(), nullable=False),
        sa.Column("home_module_id", sa.Integer(), nullable=True),
        sa.Column("ects", sa.Numeric(precision=6, scale=1), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ects > 0", name=op.f("ck_module_matches_ects_are_positive")),
        sa.ForeignKeyConstraint(
            ["curriculum_id"],
            ["curricula.id"],
            name=op.f("fk_module_matches_curriculum_id_curricula"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["home_module_id"],
            ["modules.id"],
            name=op.f("fk_module_matches_home_module_id_modules"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_module_id"],
            ["modules.id"],
            name=op.f("fk_module_matches_partner_module_id_modules"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_matches")),
        sa.UniqueConstraint(
            "partner_module_id",
            "home_module_id",
            name=op.f("uq_module_matches_partner_module_id_home_module_id"),
        ),
    )
    with op.batch_alter_table("module_matches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_module_matches_curriculum_id"), ["curriculum_id"], unique=False
        )
        batch_op.create_index(
            "ix_module_matches_elective",
            ["partner_module_id"],
            unique=True,
            postgresql_where=sa.text("home_module_id IS NULL"),
            sqlite_where=sa.text("home_module_id IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_module_matches_home_module_id"), ["home_module_id"], unique=False
        )

    op.create_table(
        "module_outcomes",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["modules.id"],
            name=op.f("fk_module_outcomes_module_id_modules"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["outcomes.id"],
            name=op.f("fk_module_outcomes_outcome_id_outcomes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_outcomes")),
        sa.UniqueConstraint(
            "module_id", "outcome_id", name=op.f("uq_module_outcomes_module_id_outcome_id")
        ),
    )
    with op.batch_alter_table("module_outcomes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_module_outcomes_outcome_id"), ["outcome_id"], unique=False
        )

    with op.batch_alter_table("mobilities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry_year", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("mobilities", schema=None) as batch_op:
        batch_op.drop_column("entry_year")

    with op.batch_alter_table("module_outcomes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_outcomes_outcome_id"))

    op.drop_table("module_outcomes")
    with op.batch_alter_table("module_matches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_matches_home_module_id"))
        batch_op.drop_index(
            "ix_module_matches_elective",
            postgresql_where=sa.text("home_module_id IS NULL"),
            sqlite_where=sa.text("home_module_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_module_matches_curriculum_id"))

    op.drop_table("module_matches")
    op.drop_table("outcomes")
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_modules_institution_id"))

    op.drop_table("modules")
    with op.batch_alter_table("grade_conversions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grade_conversions_institution_id"))

    op.drop_table("grade_conversions")
    op.drop_table("curricula")

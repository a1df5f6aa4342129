"""kiosks and walk-ins"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("attendee") as table:
        table.add_column(sa.Column("language", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("note", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("origin", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("substitute_for", sa.String(), nullable=True))
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("profile", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("options", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("version", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE device SET profile = 'desk' WHERE role = 'kiosk'")


def downgrade() -> None:
    with op.batch_alter_table("device") as table:
        for column in ("version", "options", "profile"):
            table.drop_column(column)
    with op.batch_alter_table("attendee") as table:
        for column in ("substitute_for", "origin", "note", "language"):
            table.drop_column(column)

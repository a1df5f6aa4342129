"""the floor"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.models.base import UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _shifts_and_messages()
    _outcomes_and_phones()
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("floor", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("held_at", UtcTime(), nullable=True))
        table.add_column(sa.Column("rehearsal_of", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_event_rehearsal_of", "event", ["rehearsal_of"], ["id"], ondelete="CASCADE")
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("host", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("acknowledged_version", sa.Integer(), nullable=True))
    op.add_column("interview", sa.Column("shifted_minutes", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("badge") as table:
        table.drop_constraint("uq_badge_code", type_="unique")
        table.create_unique_constraint("uq_badge_event_id_code", ["event_id", "code"])


def downgrade() -> None:
    op.execute("DELETE FROM event WHERE rehearsal_of IS NOT NULL")
    with op.batch_alter_table("badge") as table:
        table.drop_constraint("uq_badge_event_id_code", type_="unique")
        table.create_unique_constraint("uq_badge_code", ["code"])
    with op.batch_alter_table("interview") as table:
        table.drop_column("shifted_minutes")
    with op.batch_alter_table("device") as table:
        table.drop_column("acknowledged_version")
        table.drop_column("host")
    with op.batch_alter_table("event") as table:
        table.drop_constraint("fk_event_rehearsal_of", type_="foreignkey")
        for column in ("rehearsal_of", "held_at", "floor"):
            table.drop_column(column)
    for table_name in ("phone_link", "late_notice", "outcome", "message", "shift"):
        op.drop_table(table_name)


def _shifts_and_messages() -> None:
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("planned_from", UtcTime(), nullable=False),
        sa.Column("planned_until", UtcTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        _of_event("shift"),
    )
    op.create_index(op.f("ix_shift_event_id"), "shift", ["event_id"])
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("room_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("acknowledged_at", UtcTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        _of_event("message"),
        sa.ForeignKeyConstraint(
            ["event_id", "room_id"], ["room.event_id", "room.id"], name=op.f("fk_message_event_id_room_id")
        ),
    )
    op.create_index(op.f("ix_message_event_id"), "message", ["event_id"])


def _outcomes_and_phones() -> None:
    op.create_table(
        "outcome",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("who_acts", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_outcome")),
        _of_event("outcome"),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_outcome_interview_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_outcome_event_id"), "outcome", ["event_id"])
    op.create_table(
        "late_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("attendee_id", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("said_at", UtcTime(), nullable=False),
        sa.Column("expected_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_notice")),
        _of_event("late_notice"),
        sa.ForeignKeyConstraint(
            ["event_id", "company_id"],
            ["company.event_id", "company.id"],
            name=op.f("fk_late_notice_event_id_company_id"),
        ),
    )
    op.create_index("ix_late_notice_company", "late_notice", ["event_id", "company_id"])
    op.create_table(
        "phone_link",
        _event(),
        sa.Column("attendee_id", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=True),
        sa.Column("seen_version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "attendee_id", name=op.f("pk_phone_link")),
        _of_event("phone_link"),
        sa.ForeignKeyConstraint(
            ["event_id", "attendee_id"],
            ["attendee.event_id", "attendee.id"],
            name=op.f("fk_phone_link_event_id_attendee_id"),
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_phone_link_token_hash")),
    )


def _event() -> sa.Column[int]:
    return sa.Column("event_id", sa.Integer(), nullable=False)


def _of_event(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
    )

"""first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import kiosk.models.base

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("event",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String(), nullable=False),
    sa.Column("venue", sa.String(), nullable=False),
    sa.Column("timezone", sa.String(), nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("notice", sa.String(), nullable=False),
    sa.Column("slot_minutes", sa.Integer(), nullable=False),
    sa.Column("gap_minutes", sa.Integer(), nullable=False),
    sa.Column("max_interviews_supplier", sa.Integer(), nullable=True),
    sa.Column("max_interviews_buyer", sa.Integer(), nullable=True),
    sa.Column("max_consecutive", sa.Integer(), nullable=True),
    sa.Column("goals", sa.JSON(), nullable=False),
    sa.Column("label_buyer", sa.String(), nullable=False),
    sa.Column("label_supplier", sa.String(), nullable=False),
    sa.Column("extra", sa.JSON(), nullable=False),
    sa.Column("created_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("clock_anchor", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("clock_shown", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("clock_speed", sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_event"))
    )
    op.create_table("user",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("password_hash", sa.String(), nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("created_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
    sa.UniqueConstraint("name", name=op.f("uq_user_name"))
    )
    op.create_table("device",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("role", sa.String(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("room_id", sa.String(), nullable=True),
    sa.Column("tables", sa.JSON(), nullable=True),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("token_hash", sa.String(), nullable=True),
    sa.Column("generation", sa.Integer(), nullable=False),
    sa.Column("pairing_hash", sa.String(), nullable=True),
    sa.Column("pairing_expires", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("created_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("paired_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("revoked_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("last_seen", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("clock_offset", sa.Double(), nullable=False),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_device_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    sa.UniqueConstraint("pairing_hash", name=op.f("uq_device_pairing_hash")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash"))
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_event_id"), ["event_id"], unique=False)

    op.create_table("feed",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("recorded_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("actor", sa.String(), nullable=False),
    sa.Column("fact", sa.String(), nullable=False),
    sa.Column("details", sa.JSON(), nullable=False),
    sa.Column("nonce", sa.String(), nullable=True),
    sa.Column("request", sa.String(), nullable=False),
    sa.Column("answer", sa.JSON(), nullable=True),
    sa.Column("answer_status", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_feed_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "revision", name=op.f("pk_feed")),
    sa.UniqueConstraint("event_id", "nonce", name=op.f("uq_feed_event_id_nonce"))
    )
    op.create_table("room",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.String(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String(), nullable=False),
    sa.Column("tables", sa.Integer(), nullable=False),
    sa.Column("zone", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_room_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "id", name=op.f("pk_room"))
    )
    op.create_table("session",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("date", sa.Date(), nullable=False),
    sa.Column("start", sa.Time(), nullable=False),
    sa.Column("end", sa.Time(), nullable=False),
    sa.Column("label", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_session_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "number", name=op.f("pk_session"))
    )
    op.create_table("staff",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.String(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("available", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_staff_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "id", name=op.f("pk_staff"))
    )
    op.create_table("timetable",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=True),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("goals", sa.JSON(), nullable=False),
    sa.Column("seconds", sa.Double(), nullable=False),
    sa.Column("created_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("created_by", sa.String(), nullable=False),
    sa.Column("published_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("published_by", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_timetable_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable")),
    sa.UniqueConstraint("event_id", "number", name=op.f("uq_timetable_event_id_number"))
    )
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timetable_event_id"), ["event_id"], unique=False)

    op.create_table("topic_revision",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("topic", sa.String(), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_topic_revision_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "topic", name=op.f("pk_topic_revision"))
    )
    op.create_table("company",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.String(), nullable=False),
    sa.Column("side", sa.String(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("kana", sa.String(), nullable=False),
    sa.Column("name_en", sa.String(), nullable=False),
    sa.Column("room_id", sa.String(), nullable=True),
    sa.Column("region", sa.String(), nullable=False),
    sa.Column("partner", sa.String(), nullable=False),
    sa.Column("parallel", sa.Integer(), nullable=False),
    sa.Column("min_interviews", sa.Integer(), nullable=True),
    sa.Column("max_interviews", sa.Integer(), nullable=True),
    sa.Column("available", sa.String(), nullable=False),
    sa.Column("profile", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["event_id", "room_id"], ["room.event_id", "room.id"], name=op.f("fk_company_event_id_room_id")),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_company_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "id", name=op.f("pk_company"))
    )
    op.create_table("placement",
    sa.Column("timetable_id", sa.Integer(), nullable=False),
    sa.Column("supplier_id", sa.String(), nullable=False),
    sa.Column("buyer_id", sa.String(), nullable=False),
    sa.Column("starts_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("ends_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("room_id", sa.String(), nullable=False),
    sa.Column("table_no", sa.Integer(), nullable=False),
    sa.Column("staff", sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(["timetable_id"], ["timetable.id"], name=op.f("fk_placement_timetable_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("timetable_id", "supplier_id", "buyer_id", name=op.f("pk_placement"))
    )
    op.create_table("solver_job",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("asked_by", sa.String(), nullable=False),
    sa.Column("asked_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("ended_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("time_limit", sa.Integer(), nullable=False),
    sa.Column("progress", sa.JSON(), nullable=False),
    sa.Column("clash", sa.JSON(), nullable=False),
    sa.Column("message", sa.String(), nullable=False),
    sa.Column("timetable_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_solver_job_event_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["timetable_id"], ["timetable.id"], name=op.f("fk_solver_job_timetable_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_solver_job"))
    )
    with op.batch_alter_table("solver_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_solver_job_event_id"), ["event_id"], unique=False)

    op.create_table("unplaced_wish",
    sa.Column("timetable_id", sa.Integer(), nullable=False),
    sa.Column("supplier_id", sa.String(), nullable=False),
    sa.Column("buyer_id", sa.String(), nullable=False),
    sa.Column("reason", sa.String(), nullable=False),
    sa.Column("detail_ja", sa.String(), nullable=False),
    sa.Column("detail_en", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["timetable_id"], ["timetable.id"], name=op.f("fk_unplaced_wish_timetable_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("timetable_id", "supplier_id", "buyer_id", name=op.f("pk_unplaced_wish"))
    )
    op.create_table("attendee",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.String(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("company_id", sa.String(), nullable=True),
    sa.Column("staff_id", sa.String(), nullable=True),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("kana", sa.String(), nullable=False),
    sa.Column("name_en", sa.String(), nullable=False),
    sa.Column("title", sa.String(), nullable=False),
    sa.Column("email", sa.String(), nullable=False),
    sa.Column("phone", sa.String(), nullable=False),
    sa.Column("search", sa.String(), nullable=False),
    sa.Column("cancelled_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.ForeignKeyConstraint(["event_id", "company_id"], ["company.event_id", "company.id"], name=op.f("fk_attendee_event_id_company_id")),
    sa.ForeignKeyConstraint(["event_id", "staff_id"], ["staff.event_id", "staff.id"], name=op.f("fk_attendee_event_id_staff_id")),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendee_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "id", name=op.f("pk_attendee"))
    )
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.create_index("ix_attendee_company", ["event_id", "company_id"], unique=False)

    op.create_table("interview",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("supplier_id", sa.String(), nullable=False),
    sa.Column("buyer_id", sa.String(), nullable=False),
    sa.Column("room_id", sa.String(), nullable=False),
    sa.Column("table_no", sa.Integer(), nullable=False),
    sa.Column("starts_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("ends_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("staff", sa.JSON(), nullable=False),
    sa.Column("state", sa.String(), nullable=False),
    sa.Column("called_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("actual_start", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("actual_end", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("extended_minutes", sa.Integer(), nullable=False),
    sa.Column("no_show_side", sa.String(), nullable=False),
    sa.Column("cancel_reason", sa.String(), nullable=False),
    sa.Column("pressed_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.ForeignKeyConstraint(["event_id", "buyer_id"], ["company.event_id", "company.id"], name=op.f("fk_interview_event_id_buyer_id")),
    sa.ForeignKeyConstraint(["event_id", "room_id"], ["room.event_id", "room.id"], name=op.f("fk_interview_event_id_room_id")),
    sa.ForeignKeyConstraint(["event_id", "supplier_id"], ["company.event_id", "company.id"], name=op.f("fk_interview_event_id_supplier_id")),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_interview_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    sa.UniqueConstraint("event_id", "supplier_id", "buyer_id", name=op.f("uq_interview_event_id_supplier_id_buyer_id"))
    )
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.create_index("ix_interview_buyer", ["event_id", "buyer_id"], unique=False)
        batch_op.create_index("ix_interview_room", ["event_id", "room_id", "starts_at"], unique=False)
        batch_op.create_index("ix_interview_supplier", ["event_id", "supplier_id"], unique=False)

    op.create_table("wish",
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("supplier_id", sa.String(), nullable=False),
    sa.Column("buyer_id", sa.String(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("rank", sa.Integer(), nullable=True),
    sa.Column("mark", sa.String(), nullable=False),
    sa.Column("decision", sa.String(), nullable=False),
    sa.Column("pin", kiosk.models.base.UtcTime(), nullable=True),
    sa.Column("session", sa.String(), nullable=False),
    sa.Column("needs", sa.JSON(), nullable=False),
    sa.Column("after", sa.String(), nullable=False),
    sa.Column("note", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["event_id", "buyer_id"], ["company.event_id", "company.id"], name=op.f("fk_wish_event_id_buyer_id")),
    sa.ForeignKeyConstraint(["event_id", "supplier_id"], ["company.event_id", "company.id"], name=op.f("fk_wish_event_id_supplier_id")),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_wish_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("event_id", "supplier_id", "buyer_id", name=op.f("pk_wish"))
    )
    op.create_table("badge",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("attendee_id", sa.String(), nullable=False),
    sa.Column("code", sa.String(), nullable=False),
    sa.Column("created_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("revoked_at", kiosk.models.base.UtcTime(), nullable=True),
    sa.ForeignKeyConstraint(["event_id", "attendee_id"], ["attendee.event_id", "attendee.id"], name=op.f("fk_badge_event_id_attendee_id")),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_badge_event_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
    sa.UniqueConstraint("code", name=op.f("uq_badge_code"))
    )
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.create_index("ix_badge_attendee", ["event_id", "attendee_id"], unique=False)

    op.create_table("scan",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("nonce", sa.String(), nullable=False),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("result", sa.String(), nullable=False),
    sa.Column("reason", sa.String(), nullable=False),
    sa.Column("raw", sa.String(), nullable=False),
    sa.Column("badge_id", sa.Integer(), nullable=True),
    sa.Column("attendee_id", sa.String(), nullable=True),
    sa.Column("device_id", sa.Integer(), nullable=True),
    sa.Column("actor", sa.String(), nullable=False),
    sa.Column("happened_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("arrived_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("recorded_at", kiosk.models.base.UtcTime(), nullable=False),
    sa.Column("flagged", sa.Boolean(), nullable=False),
    sa.Column("undone_by", sa.Integer(), nullable=True),
    sa.Column("details", sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_scan_badge_id")),
    sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_scan_device_id")),
    sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_scan_event_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["undone_by"], ["scan.id"], name=op.f("fk_scan_undone_by")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    sa.UniqueConstraint("event_id", "nonce", name=op.f("uq_scan_event_id_nonce"))
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index("ix_scan_attendee", ["event_id", "attendee_id"], unique=False)



def downgrade() -> None:
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index("ix_scan_attendee")

    op.drop_table("scan")
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.drop_index("ix_badge_attendee")

    op.drop_table("badge")
    op.drop_table("wish")
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.drop_index("ix_interview_supplier")
        batch_op.drop_index("ix_interview_room")
        batch_op.drop_index("ix_interview_buyer")

    op.drop_table("interview")
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.drop_index("ix_attendee_company")

    op.drop_table("attendee")
    op.drop_table("unplaced_wish")
    with op.batch_alter_table("solver_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_solver_job_event_id"))

    op.drop_table("solver_job")
    op.drop_table("placement")
    op.drop_table("company")
    op.drop_table("topic_revision")
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timetable_event_id"))

    op.drop_table("timetable")
    op.drop_table("staff")
    op.drop_table("session")
    op.drop_table("room")
    op.drop_table("feed")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_event_id"))

    op.drop_table("device")
    op.drop_table("user")
    op.drop_table("event")

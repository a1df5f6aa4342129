"""Makes rows for tests: a small event of two rooms, three buyers and four suppliers, already published.

Slots of 20 minutes from 10:00 to 12:00 and 13:00 to 14:00 on 2026-11-26, Asia/Tokyo:

    R1 table 1  B1: S1 10:00, S2 10:20, S3 13:00      R1 table 2  B2: S2 10:00, S1 10:40
    R2 table 1  B3: S3 10:00, S4 10:20
Each company has one attendee (P-S1 …), S1 has two (P-S1, P-S1b), with badge codes from `code(attendee)`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.badge_codes import ALPHABET, LENGTH
from kiosk.domain.names import search_text
from kiosk.models import (
    Attendee,
    Badge,
    Company,
    Device,
    Event,
    Interview,
    Placement,
    Room,
    Session_,
    Timetable,
    UnplacedWish,
    User,
    Wish,
)
from kiosk.models.parties import BUYER, SUPPLIER
from kiosk.security import device_token, digest
from kiosk.services.tokens import organiser_token

ZONE = ZoneInfo("Asia/Tokyo")
DAY = dt.date(2026, 11, 26)
SPAN = (
    dt.datetime.combine(DAY, dt.time(), ZONE),
    dt.datetime.combine(DAY, dt.time(), ZONE) + dt.timedelta(days=1),
)
"""From when to before when that day lasts."""
ROOMS = (("R1", "第1会議室", "Room 1", 2), ("R2", "第2会議室", "Room 2", 1))
BUYERS = (("B1", "横河電機株式会社", "ヨコガワデンキ", "Yokogawa Electric", "R1"),
          ("B2", "株式会社IHI", "アイエイチアイ", "IHI", "R1"),
          ("B3", "三菱樹脂株式会社", "ミツビシジュシ", "Mitsubishi Plastics", "R2"))  # fmt: skip
SUPPLIERS = (("S1", "株式会社髙崎精機", "タカサキセイキ", "Takasaki Seiki"),
             ("S2", "白山樹脂株式会社", "ハクサンジュシ", "Hakusan Plastics"),
             ("S3", "有限会社立山化学", "タテヤマカガク", "Tateyama Chemical"),
             ("S4", "合同会社多摩光学", "タマコウガク", "Tama Optics"))  # fmt: skip
PEOPLE = (("P-B1", "B1", "横山 一郎", "ヨコヤマ イチロウ", "Ichiro Yokoyama"),
          ("P-B2", "B2", "石田 花子", "イシダ ハナコ", "Hanako Ishida"),
          ("P-B3", "B3", "三田 次郎", "ミタ ジロウ", "Jiro Mita"),
          ("P-S1", "S1", "山田 太郎", "ヤマダ タロウ", "Taro Yamada"),
          ("P-S1b", "S1", "山田 直子", "ヤマダ ナオコ", "Naoko Yamada"),
          ("P-S2", "S2", "白井 健", "シライ ケン", "Ken Shirai"),
          ("P-S3", "S3", "立川 恵", "タチカワ メグミ", "Megumi Tachikawa"),
          ("P-S4", "S4", "𠮷野 光", "ヨシノ ヒカル", "Hikaru Yoshino"))  # fmt: skip
HELD = (("S1", "B1", "10:00", "R1", 1), ("S2", "B1", "10:20", "R1", 1), ("S3", "B1", "13:00", "R1", 1),
        ("S2", "B2", "10:00", "R1", 2), ("S1", "B2", "10:40", "R1", 2),
        ("S3", "B3", "10:00", "R2", 1), ("S4", "B3", "10:20", "R2", 1))  # fmt: skip


def code(attendee: str, edition: int = 1) -> str:
    """The badge code of an attendee in tests: the same every time."""
    mixed = hashlib.sha256(f"{attendee}/{edition}".encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in mixed[:LENGTH])


def at(text: str) -> dt.datetime:
    """A time of the event's day, aware UTC."""
    return dt.datetime.combine(DAY, dt.time.fromisoformat(text), ZONE).astimezone(dt.UTC)


def event(session: Session, *, at: dt.time = dt.time(9, 40), speed: float = 1.0) -> int:
    """The small event, published as version 1, its rehearsal clock showing `at` now."""
    now = dt.datetime.now(dt.UTC)
    row = Event(
        name="試験商談会", name_en="Test Matching", venue="会場", timezone="Asia/Tokyo", language="ja",
        notice="架空データ", slot_minutes=20, gap_minutes=0, max_interviews_supplier=None,
        max_interviews_buyer=None, max_consecutive=None, goals=[], label_buyer="大手企業",
        label_supplier="中小企業", extra={}, created_at=now, clock_anchor=now,
        clock_shown=dt.datetime.combine(DAY, at, ZONE).astimezone(dt.UTC), clock_speed=speed,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for number, (start, end, label) in enumerate((("10:00", "12:00", "午前"), ("13:00", "14:00", "午後"))):
        session.add(
            Session_(
                event_id=row.id, number=number, date=DAY, start=dt.time.fromisoformat(start),
                end=dt.time.fromisoformat(end), label=label,
            )
        )  # fmt: skip
    for position, (key, name, english, tables) in enumerate(ROOMS):
        session.add(
            Room(
                event_id=row.id, id=key, position=position, name=name, name_en=english,
                tables=tables, zone="",
            )
        )  # fmt: skip
    session.flush()
    for position, (key, name, kana, english, room) in enumerate(BUYERS):
        session.add(_company(row.id, key, BUYER, position, name, kana, english, room))
    for position, (key, name, kana, english) in enumerate(SUPPLIERS):
        session.add(_company(row.id, key, SUPPLIER, position, name, kana, english, None))
    session.flush()
    _people(session, row.id, now)
    _timetable(session, row.id, now)
    return row.id


def device(
    session: Session, event_id: int, role: str, room: str | None = None, tables: list[int] | None = None
) -> tuple[int, str]:
    """A paired device; its id and its token."""
    row = Device(
        event_id=event_id, role=role, name=f"{role} {room or ''}".strip(), room_id=room, tables=tables,
        language="ja", token_hash=None, pairing_hash=None, pairing_expires=None,
        created_at=dt.datetime.now(dt.UTC), paired_at=None, revoked_at=None, last_seen=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    token = device_token("a key for tests", row.id, 1)
    row.token_hash = digest(token)
    session.flush()
    return row.id, token


def organiser(session: Session, event_id: int) -> str:
    """An organiser's account; the token of its pages for an event."""
    row = User(name="org", password_hash="-", language="ja", created_at=dt.datetime.now(dt.UTC))
    session.add(row)
    session.flush()
    return organiser_token("a key for tests", row.id, event_id)


def interview(session: Session, supplier: str, buyer: str) -> Interview:
    """The interview of a pair."""
    found = session.scalars(select(Interview).filter_by(supplier_id=supplier, buyer_id=buyer))
    return found.one()


def _company(
    event_id: int, key: str, side: str, position: int, name: str, kana: str, english: str, room: str | None
) -> Company:
    return Company(
        event_id=event_id, id=key, side=side, position=position, name=name, kana=kana, name_en=english,
        room_id=room, region="", partner="", parallel=1, min_interviews=None, max_interviews=None,
        available="", profile="",
    )  # fmt: skip


def _people(session: Session, event_id: int, now: dt.datetime) -> None:
    known = {key: names for key, *names in (*(row[:4] for row in BUYERS), *SUPPLIERS)}
    for position, (key, company, name, kana, english) in enumerate(PEOPLE):
        session.add(
            Attendee(
                event_id=event_id, id=key, position=position, company_id=company, staff_id=None, name=name,
                kana=kana, name_en=english, title="", email="", phone="",
                search=search_text(name, kana, english, *known[company]), cancelled_at=None,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Badge(event_id=event_id, attendee_id=key, code=code(key), created_at=now, revoked_at=None)
        )
    session.flush()


def _timetable(session: Session, event_id: int, now: dt.datetime) -> None:
    table = Timetable(
        event_id=event_id, number=1, status="optimal", goals=[], seconds=0.1, created_at=now,
        created_by="test", published_at=now, published_by="test",
    )  # fmt: skip
    session.add(table)
    session.flush()
    pairs = [(s, b) for s, b, *_ in HELD]
    for position, (supplier, buyer) in enumerate([*pairs, ("S4", "B1")]):
        session.add(
            Wish(
                event_id=event_id, supplier_id=supplier, buyer_id=buyer, position=position, rank=1,
                mark="○" if (supplier, buyer) in pairs else "×", decision="", pin=None, session="",
                needs=[], after="", note="",
            )
        )  # fmt: skip
    session.add(
        UnplacedWish(
            timetable_id=table.id, supplier_id="S4", buyer_id="B1", reason="declined",
            detail_ja="横河電機株式会社が × としました。", detail_en="Yokogawa Electric answered ×.",
        )
    )  # fmt: skip
    for supplier, buyer, start, room, place in HELD:
        begins = at(start)
        ends = begins + dt.timedelta(minutes=20)
        session.add(
            Placement(
                timetable_id=table.id, supplier_id=supplier, buyer_id=buyer, starts_at=begins,
                ends_at=ends, room_id=room, table_no=place, staff=[],
            )
        )  # fmt: skip
        session.add(
            Interview(
                event_id=event_id, supplier_id=supplier, buyer_id=buyer, room_id=room, table_no=place,
                starts_at=begins, ends_at=ends, staff=[], state="scheduled", called_at=None,
                actual_start=None, actual_end=None, pressed_at=None,
            )
        )  # fmt: skip
    session.flush()

"""The sizes of real events, as public news items tell them, and two of our own making: `giant` and `hard`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Hours = tuple[str, str, str]
"""Start, end and label of a session that is held every day."""

MORNING_AND_AFTERNOON: tuple[Hours, ...] = (("09:30", "12:10", "午前"), ("13:30", "17:30", "午後"))


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides an event's size: companies, grid, wishes and limits."""

    name: str
    title: str
    title_en: str
    venue: str
    buyers: int
    suppliers: int
    first_day: dt.date
    days: int
    hours: tuple[Hours, ...]
    slot_minutes: int
    gap_minutes: int
    wishes: tuple[int, ...]
    """How many buyers a supplier asks for: one of these numbers."""
    nominations: int = 0
    """How many suppliers each buyer asks for itself."""
    max_supplier: int | None = None
    max_buyer: int | None = None
    two_tables: int = 0
    """How many buyers bring a second table."""
    rooms: int = 1
    places: int | None = None
    """Places in the hall when there are fewer than the buyers' tables; None: one for each table."""
    solve_seconds: float = 30.0
    """The time a benchmark gives the scheduler for it."""


SHAPES = {
    shape.name: shape
    for shape in (
        Shape(
            "tama-2009", "技術連携交流会", "Technology Exchange", "東京・中野", 10, 72,
            dt.date(2009, 11, 26), 1, (("10:00", "12:00", "午前"), ("13:00", "17:00", "午後")), 20, 0,
            (1, 2, 3, 4), nominations=1, max_supplier=4, rooms=3,
        ),
        Shape(
            "ota-2009", "受発注商談会", "Order Matching", "東京・大田", 40, 90,
            dt.date(2009, 2, 19), 1, (("14:00", "16:00", "商談"),), 14, 1,
            (3, 4, 5), nominations=1, max_supplier=4, max_buyer=8, rooms=2,
        ),
        Shape(
            "yokosuka-2009", "受発注商談会", "Order Matching", "神奈川・横須賀", 36, 304,
            dt.date(2009, 7, 7), 1, (("13:00", "16:36", "商談"),), 12, 0,
            (3,), max_supplier=3, max_buyer=18, rooms=2,
        ),
        Shape(
            "yokosuka-2018", "受発注商談会", "Order Matching", "神奈川・横須賀", 50, 206,
            dt.date(2018, 7, 5), 1, (("13:00", "16:36", "商談"),), 12, 0,
            (3, 4, 5, 6), nominations=4, two_tables=4, rooms=2,
        ),
        Shape(
            "shinagawa-2014", "ビジネスマッチング", "Business Matching", "東京・品川", 47, 59,
            dt.date(2014, 9, 4), 1, (("13:30", "15:30", "商談"),), 20, 0,
            (4, 6, 8), nominations=1, max_supplier=6, max_buyer=6, rooms=2,
        ),
        Shape(
            "kanazawa-2020", "個別商談会", "Matching Days", "石川・金沢", 35, 150,
            dt.date(2020, 11, 10), 4, (("13:00", "16:00", "商談"),), 20, 5,
            (2, 3, 4), nominations=1, places=12,
        ),
        Shape(
            "okinawa-2022", "大交易会", "Great Trade Fair", "沖縄・宜野湾", 250, 400,
            dt.date(2022, 11, 17), 2, MORNING_AND_AFTERNOON, 20, 0,
            (8, 12, 16, 20), nominations=7, rooms=4, solve_seconds=60.0,
        ),
        Shape(
            "yamagata-2025", "広域商談会", "Regional Matching", "山形", 134, 323,
            dt.date(2025, 2, 6), 1, (("10:00", "12:00", "午前"), ("13:00", "16:00", "午後")), 20, 5,
            (3, 4, 5, 6), nominations=2, rooms=4,
        ),
        Shape(
            "giant", "全国商談会", "National Matching", "東京・有明", 1000, 4000,
            dt.date(2026, 11, 25), 3, MORNING_AND_AFTERNOON, 20, 0,
            (8, 12, 16), nominations=64, rooms=20, solve_seconds=600.0,
        ),
        Shape(
            "hard", "難問商談会", "Every Rule at Once", "架空会場", 16, 60,
            dt.date(2026, 11, 26), 2, (("10:00", "12:00", "午前"), ("13:00", "15:05", "午後")), 20, 5,
            (2, 3, 4, 5), nominations=1, max_supplier=6, max_buyer=14, two_tables=5, rooms=3,
        ),
    )
}  # fmt: skip
"""Every shape by name, as `python -m bench.generate` knows it."""

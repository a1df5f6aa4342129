"""The goals, reasons and states of a result as the command line says them, with the event's own labels."""

from __future__ import annotations

from scheduler.problem import Event
from scheduler.timetable import Bilingual, Reason, Status

_GOALS = {
    "lost_musts": Bilingual("失われる必須の面談", "Musts lost"),
    "lost": Bilingual("失われる面談", "Interviews lost"),
    "disturbed": Bilingual("影響を受ける企業", "Companies disturbed"),
    "lost_points": Bilingual("失われる得点", "Points lost"),
    "moved": Bilingual("移動する面談", "Interviews moved"),
    "retimed": Bilingual("時刻が変わる面談", "Interviews at another time"),
    "relocated": Bilingual("部屋が変わる面談", "Interviews in another room"),
    "shift": Bilingual("移動するコマ数", "Slots they move by"),
    "served": Bilingual("面談のある{supplier}", "Suppliers with an interview"),
    "served_buyers": Bilingual("面談のある{buyer}", "Buyers with an interview"),
    "minimums": Bilingual("最低件数に足りない数", "Missing to the minimum"),
    "score": Bilingual("希望の得点", "Points for wishes"),
    "breaks": Bilingual("空きの箇所", "Breaks"),
    "idle": Bilingual("空きコマの合計", "Idle slots"),
    "worst": Bilingual("1社の最長の空き", "Longest wait of one company"),
    "moves": Bilingual("部屋の移動", "Room changes"),
    "even": Bilingual("件数の差", "Unevenness"),
}
_REASONS = {
    Reason.DECLINED: Bilingual("辞退・対象外", "declined"),
    Reason.NO_COMMON_SLOT: Bilingual("共通の空き時間なし", "no common time"),
    Reason.CONFLICT: Bilingual("ほかの条件と両立しない", "clashes with other demands"),
    Reason.BUYER_FULL: Bilingual("{buyer}の枠が満杯", "the buyer is full"),
    Reason.SUPPLIER_FULL: Bilingual("{supplier}の枠が満杯", "the supplier is full"),
    Reason.ROOM_FULL: Bilingual("席が満杯", "the room is full"),
    Reason.STAFF_BUSY: Bilingual("同席者に空きなし", "staff are busy"),
    Reason.OUTRANKED: Bilingual("ほかの希望を優先", "other wishes came first"),
}
STATUS_WORDS = {
    Status.OPTIMAL: Bilingual("すべての目標で最善と証明しました", "proven best in every goal"),
    Status.FEASIBLE: Bilingual("時間内で最も良い時間割です", "the best found in the time given"),
    Status.INFEASIBLE: Bilingual("すべての条件を満たす時間割はありません", "no timetable meets all demands"),
    Status.UNKNOWN: Bilingual("時間内に時間割が見つかりませんでした", "no timetable was found in time"),
}


def goal_words(name: str, event: Event, language: str) -> str:
    """A goal's name for a person; its own where it has none."""
    words = _GOALS.get(name)
    if words is None:
        return name
    return _labelled(words, event, language)


def reason_words(reason: Reason, event: Event, language: str) -> str:
    """A reason for a person."""
    return _labelled(_REASONS[reason], event, language)


def _labelled(words: Bilingual, event: Event, language: str) -> str:
    return words.text(language).format(buyer=event.label_buyer, supplier=event.label_supplier)

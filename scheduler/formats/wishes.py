"""`wishes.csv`: who wants to meet whom, and under which conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from scheduler.formats import cells, times
from scheduler.formats.columns import folded
from scheduler.formats.data import ExtraColumn, RowKey
from scheduler.formats.faults import CellError, quoted
from scheduler.formats.references import Known
from scheduler.formats.table import Row, Table
from scheduler.problem import Session, Slot, Wish


def read_wishes(
    table: Table,
    suppliers: Known,
    buyers: Known,
    needs: Known,
    sessions: tuple[Session, ...] | None,
    slots: tuple[Slot, ...] | None,
) -> tuple[tuple[Wish, ...], tuple[ExtraColumn, ...]]:
    """The wishes. `sessions` and `slots` are None when they are faulty themselves and nothing is checked."""
    seen: dict[tuple[str, str], int] = {}
    found: list[tuple[Row, Wish]] = []
    read_pin, read_session = _pins(slots), _labels(sessions)
    for row in table.rows:
        row.required("supplier")
        row.required("buyer")
        wish = Wish(
            supplier=row.read("supplier", suppliers.id, ""),
            buyer=row.read("buyer", buyers.id, ""),
            rank=row.read("supplier_rank", cells.rank, None),
            mark=row.read("buyer_mark", cells.mark, None),
            decision=row.read("decision", cells.decision, None),
            pin=row.read("pin", read_pin, None),
            session=row.read("session", read_session, None),
            needs=row.read("needs", needs.ids, ()),
            after=row.read("after", buyers.id, None),
            note=row.text("note"),
        )
        if not wish.supplier or not wish.buyer:
            continue
        if wish.pair in seen:
            row.fault(
                "buyer",
                f"{wish.supplier} と {wish.buyer} の希望は {seen[wish.pair]} 行目にもあります。"
                "一つにまとめてください。",
                f"The wish of {wish.supplier} and {wish.buyer} stands in row {seen[wish.pair]} already. "
                "Please keep one.",
            )
            continue
        if wish.after == wish.buyer:
            row.fault(
                "after",
                f"{wish.buyer} との面談を、それ自身より後にすることはできません。"
                "別の発注企業の ID を入力してください。",
                f"The interview with {wish.buyer} cannot come after itself. "
                "Please enter the id of another buyer.",
            )
        seen[wish.pair] = row.number
        found.append((row, wish))
    _warn_of_idle_orders(found, seen)
    keyed: list[tuple[Row, RowKey]] = [(row, wish.pair) for row, wish in found]
    return tuple(wish for _, wish in found), table.extras(keyed)


def _warn_of_idle_orders(found: Sequence[tuple[Row, Wish]], pairs: dict[tuple[str, str], int]) -> None:
    for row, wish in found:
        if wish.after is not None and wish.after != wish.buyer and (wish.supplier, wish.after) not in pairs:
            row.warn(
                "after",
                f"{wish.supplier} には {wish.after} との希望がないため、この指定は効きません。",
                f"{wish.supplier} has no wish with {wish.after}, so this has no effect.",
            )


def _pins(slots: tuple[Slot, ...] | None) -> Callable[[str], dt.datetime | None]:
    """A reader of pins on the grid: a time alone must mean one day only."""
    starts = sorted(slot.start for slot in slots or ())

    def read(text: str) -> dt.datetime | None:
        day, at = times.moment(text)
        if slots is None:
            return None
        fitting = [start for start in starts if start.time() == at and day in (None, start.date())]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            choices = " / ".join(times.write_moment(start) for start in fitting)
            raise CellError(
                f"「{quoted(text)}」はどの日か分かりません。{choices} のいずれかを入力してください。",
                f"“{quoted(text)}” could be on several days. Please enter one of {choices}.",
            )
        near = sorted(_nearest(starts, day, at))
        several = len({start.date() for start in starts}) > 1
        choices = " / ".join(times.write_moment(s) if several else times.write_time(s) for s in near)
        if not choices:
            raise CellError(
                f"「{quoted(text)}」に始まるコマはありません。この開催日にはコマがありません。",
                f"No slot starts at “{quoted(text)}”: the event has no slots.",
            )
        raise CellError(
            f"「{quoted(text)}」に始まるコマはありません。最も近いコマは {choices} です。",
            f"No slot starts at “{quoted(text)}”. The nearest slots are {choices}.",
        )

    return read


def _nearest(starts: Sequence[dt.datetime], day: dt.date | None, at: dt.time) -> list[dt.datetime]:
    """The two slots nearest to a moment; to a time of any day when no day is given."""
    if day is not None:
        wanted = dt.datetime.combine(day, at)
        return sorted(starts, key=lambda start: abs(start - wanted))[:2]
    return sorted(starts, key=lambda start: abs(start - dt.datetime.combine(start.date(), at)))[:2]


def _labels(sessions: tuple[Session, ...] | None) -> Callable[[str], str]:
    labels = {session.label: session.label for session in sessions or () if session.label}
    alike = {folded(label): label for label in labels}

    def read(text: str) -> str:
        label = text if sessions is None else labels.get(text) or alike.get(folded(text))
        if label is None:
            choices = "、".join(labels) or "なし"
            named = ", ".join(labels) or "none"
            raise CellError(
                f"「{quoted(text)}」というセッションはありません。セッションの名称({choices})を入力してください。",
                f"There is no session “{quoted(text)}”. Please enter the label of a session ({named}).",
            )
        return label

    return read

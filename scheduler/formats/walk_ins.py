"""The `walk_in` rows of `CHANGES.csv`: whom each is about, and the suppliers that the event does not know."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.formats.cells import fold
from scheduler.formats.changes_detail import ARROW, COMPANY_KEYS, Detail, read_detail
from scheduler.formats.companies import NOT_IN_IDS
from scheduler.formats.faults import quoted
from scheduler.formats.references import AnyWidth, Known, plain
from scheduler.formats.table import Row
from scheduler.problem import Problem, Supplier


class WalkIns:
    """All rows of walk-ins, read before any other row: a company that one of them introduces is known to all.

    Attributes:
        newcomers: the suppliers that the event does not know, by their ids.
    """

    def __init__(self, problem: Problem, rows: Sequence[Row]) -> None:
        self._suppliers = AnyWidth(Known.of("受注企業", "supplier", problem.suppliers))
        self._names = {supplier.id: supplier for supplier in problem.suppliers}
        self._taken = {
            **{buyer.id: ("発注企業", "a buyer", buyer.name) for buyer in problem.buyers},
            **{room.id: ("部屋", "a room", room.name) for room in problem.rooms},
            **{member.id: ("スタッフ", "a staff member", member.name) for member in problem.staff},
        }
        self._others = AnyWidth(Known("", "", dict.fromkeys(self._taken, "")))
        self._about: dict[int, tuple[str, Detail]] = {}
        self._new: dict[str, str] = {}
        """The ids of the newcomers, by what they look like."""
        told: dict[str, list[tuple[Row, Detail | None]]] = {}
        for row in rows:
            self._read(row, told)
        self.newcomers = {id_: _supplier(id_, rows) for id_, rows in told.items()}
        for id_, rows_of in told.items():
            if not self.newcomers[id_].name and all(detail is not None for _, detail in rows_of):
                self._nameless(id_, rows_of[0][0])

    def about(self, row: Row) -> tuple[str, Detail] | None:
        """The supplier of a row and what its detail says; None, with a fault, where it could not be read."""
        return self._about.get(row.number)

    def _read(self, row: Row, told: dict[str, list[tuple[Row, Detail | None]]]) -> None:
        detail = row.read("detail", lambda text: read_detail(text, COMPANY_KEYS), None)
        if not row.text("detail"):
            detail = Detail()
        text = row.text("company_or_table")
        if not text and detail and detail.pairs:
            text = detail.pairs[0][0]
        id_ = self._suppliers.find(text)
        if id_ is not None:
            self._check_name(row, id_, detail)
        else:
            id_ = self._new_id(row, text)
            if id_ is None:
                return
            told.setdefault(id_, []).append((row, detail))
        if detail is not None:
            self._about[row.number] = id_, detail

    def _check_name(self, row: Row, id_: str, detail: Detail | None) -> None:
        """A supplier of the event, maybe put into it since; with another name it is another company."""
        known = self._names[id_]
        name = dict(detail.facts).get("name", "") if detail else ""
        if name and plain(name) not in (plain(known.name), plain(known.name_en)):
            row.fault(
                "company_or_table",
                f"{id_} は「{quoted(known.name)}」で、「{quoted(name)}」ではありません。"
                "新しい企業なら別の ID にし、同じ企業なら name= を消してください。",
                f"{id_} is “{quoted(known.name)}”, not “{quoted(name)}”. Please give a new company "
                "another id; if it is the same, leave out name=.",
            )

    def _new_id(self, row: Row, text: str) -> str | None:
        """The id of a company that the event does not know; None, with a fault, where it cannot have that."""
        if not text:
            row.fault(
                "company_or_table",
                "空欄です。当日参加する受注企業の ID を入力してください。",
                "The cell is empty. Please enter the id of the supplier that walked in.",
            )
            return None
        taken = self._others.find(text)
        if taken is not None:
            ja, en, name = self._taken[taken]
            row.fault(
                "company_or_table",
                f"{taken} は{ja}「{quoted(name)}」の ID です。受注企業の ID を入力してください。"
                "新しい企業には別の ID を付けてください。",
                f"{taken} is the id of {en}, “{quoted(name)}”. Please enter the id of a supplier; "
                "a new company needs another id.",
            )
            return None
        if NOT_IN_IDS.search(text) or ARROW.search(text):
            row.fault(
                "company_or_table",
                f"ID「{quoted(text)}」に ; や > や → や改行は使えません。別の ID にしてください。",
                f"The id “{quoted(text)}” may not contain ; or > or → or a line break. "
                "Please choose another.",
            )
            return None
        return self._new.setdefault(fold(text), text)

    def _nameless(self, id_: str, row: Row) -> None:
        ja, en = self._suppliers.known.nearest(id_)
        row.fault(
            "company_or_table" if row.text("company_or_table") else "detail",
            f"「{quoted(id_)}」という受注企業はありません。{ja}"
            "新しい企業なら、詳細(detail)に name=企業名 を加えてください。",
            f"There is no supplier “{quoted(id_)}”. {en}"
            "If the company is new, please add name=… to its detail.",
        )


def _supplier(id_: str, rows: Sequence[tuple[Row, Detail | None]]) -> Supplier:
    """A newcomer from all that its rows say; two of them that differ are a fault."""
    said: dict[str, tuple[str, Row]] = {}
    for row, detail in rows:
        for key, value in detail.facts if detail else ():
            before, first = said.setdefault(key, (value, row))
            if before != value:
                row.fault(
                    "detail",
                    f"{id_} の {key} は {first.number} 行目では「{quoted(before)}」です。"
                    "同じにしてください。",
                    f"The {key} of {id_} is “{quoted(before)}” in row {first.number}. "
                    "Please make them the same.",
                )
    name, kana, name_en, region, partner = (said[key][0] if key in said else "" for key in COMPANY_KEYS)
    return Supplier(id_, name, kana, name_en, region, partner)

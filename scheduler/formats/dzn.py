"""The benchmark's MiniZinc data: one file, one problem of meetings among equals.

Slots, participants and meetings count from 1 in the file, from 0 in ours; 0 in `fixed` and in a set of
`forbidden` means nothing. `meetingsxBusiness` and `nMeetingsBusiness` repeat what `requested` says and are
not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scheduler.formats.faults import BadInput, Fault, bad_input, quoted
from scheduler.meetings import Meeting, Meetings
from scheduler.timetable import Bilingual

Value = TypeVar("Value")
ANY = 3
"""The session of a meeting that may be held in either."""
MOST_BYTES = 10_000_000
MOST = {"nBusiness": 20_000, "nMeetings": 20_000, "nTotalSlots": 500}
"""Sizes beyond which a file is refused: the largest published instance has 78, 302 and 22."""
NAMES = (
    *("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots"),
    *("requested", "forbidden", "fixed", "precedences"),
)
SET = r"\s*\{([\s\d,.]*)\}\s*"


def read_meetings(path: Path) -> Meetings:
    """Read one .dzn file.

    Raises:
        BadInput: it cannot be read, or is not such a problem; every fault found is named.
    """
    if path.is_dir():
        raise bad_input(
            path.name,
            "これはフォルダーです。中の .dzn ファイルを指定してください。",
            "This is a folder. Please give a .dzn file in it.",
        )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise bad_input(
                path.name,
                f"ファイルが大きすぎます。{MOST_BYTES // 1_000_000} MB 以内にしてください。",
                f"The file is too large. Please keep it within {MOST_BYTES // 1_000_000} MB.",
            )
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise bad_input(
            str(path),
            "このファイルはありません。場所と名前をご確認ください。",
            "There is no such file. Please check its place and name.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise bad_input(
            path.name, "UTF-8 のファイルとして読めません", "cannot be read as a file in UTF-8"
        ) from error
    return _Reader(path.name, text).meetings()


class _Reader:
    """One file's assignments by name, and the faults found so far."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.values: dict[str, tuple[int, str]] = {}
        blanked = re.sub(r"%[^\n]*", "", text)
        line = 1
        for statement in blanked.split(";"):
            begins = line + statement[: len(statement) - len(statement.lstrip())].count("\n")
            line += statement.count("\n")
            word, equals, value = statement.partition("=")
            if equals:
                self.values[word.strip()] = begins, value.strip()
            elif statement.strip():
                said = quoted(statement)
                self.say(
                    begins, f"「{said}」は「名前 = 値;」ではありません", f"“{said}” is not NAME = VALUE;"
                )

    def say(self, line: int | None, ja: str, en: str) -> None:
        self.faults.append(Fault(self.name, line, None, Bilingual(ja, en)))

    def meetings(self) -> Meetings:
        for name in NAMES:
            if name not in self.values:
                self.say(None, f"{name} がありません", f"{name} is missing")
        people = self.number("nBusiness")
        count = self.number("nMeetings")
        places = self.number("nTables")
        slots = self.number("nTotalSlots")
        morning = self.number("nMorningSlots")
        self.stop()
        for name, size in (("nBusiness", people), ("nMeetings", count), ("nTotalSlots", slots)):
            if size > MOST[name]:
                self.say(
                    self.values[name][0],
                    f"{name} は {MOST[name]} までにしてください",
                    f"{name} is more than {MOST[name]}",
                )
        self.stop()
        if morning > slots:
            self.say(
                self.values["nMorningSlots"][0],
                "nMorningSlots が nTotalSlots より大きくなっています",
                "nMorningSlots is more than nTotalSlots",
            )
        requested = self.rows("requested", count, people)
        forbidden = self.sets("forbidden", people, slots)
        fixed = self.numbers("fixed", count, slots)
        earlier = self.sets("precedences", count, count)
        self.stop()
        sessions = {1: range(morning), 2: range(morning, slots), ANY: range(slots)}
        return Meetings(
            people,
            slots,
            places,
            tuple(
                Meeting(
                    (one - 1, two - 1),
                    frozenset(t for t in sessions[session] if start in (0, t + 1)),
                    frozenset(m - 1 for m in before),
                )
                for (one, two, session), start, before in zip(requested, fixed, earlier, strict=True)
            ),
            tuple(frozenset(t - 1 for t in away) for away in forbidden),
        )

    def stop(self) -> None:
        if self.faults:
            raise BadInput(tuple(self.faults))

    def number(self, name: str) -> int:
        line, value = self.values.get(name, (0, ""))
        if re.fullmatch(r"\d{1,6}", value):
            return int(value)
        if name in self.values:
            self.say(
                line,
                f"{name} が 6 桁までの整数ではありません",
                f"{name} is not a whole number of at most six digits",
            )
        return 0

    def rows(self, name: str, count: int, people: int) -> list[tuple[int, int, int]]:
        """`[|1, 2, 3, |4, 5, 1|]`: two participants and a session in each row."""

        def row(text: str) -> tuple[int, int, int]:
            one, two, session = (int(part) for part in text.rstrip(" ,\n\t\r").split(","))
            if not (1 <= one <= people and 1 <= two <= people and one != two and 1 <= session <= ANY):
                raise ValueError
            return one, two, session

        what = Bilingual(
            f"1 から {people} までの異なる参加者 2 人と、1 から {ANY} までの時間帯",
            f"two different participants from 1 to {people} and a session from 1 to {ANY}",
        )
        return self.each(name, count, r"\[\s*\|?(.*?)\|?\s*\]", lambda inner: inner.split("|"), row, what)

    def sets(self, name: str, count: int, most: int) -> list[frozenset[int]]:
        """`[{1, 2}, {}, {4..6}]`; 0 in a set means nothing."""

        def members(text: str) -> frozenset[int]:
            found = re.fullmatch(SET, text)
            if found is None:
                raise ValueError
            numbers: set[int] = set()
            for part in found[1].split(","):
                first, dots, last = part.partition("..")
                if part.strip():
                    low, high = int(first), int(last) if dots else int(first)
                    numbers |= set(range(_within(low, most), _within(high, most) + 1))
            return frozenset(numbers - {0})

        def split(inner: str) -> list[str]:
            return re.split(r"(?<=\})\s*,", inner)

        what = Bilingual(f"1 から {most} までの整数の集合", f"a set of whole numbers from 1 to {most}")
        return self.each(name, count, r"\[(.*)\]", split, members, what)

    def numbers(self, name: str, count: int, most: int) -> list[int]:
        def one(text: str) -> int:
            return _within(int(text), most)

        what = Bilingual(f"1 から {most} までのコマか 0", f"a slot from 1 to {most}, or 0")
        return self.each(name, count, r"\[(.*)\]", lambda inner: inner.split(","), one, what)

    def each(
        self,
        name: str,
        count: int,
        shape: str,
        split: Callable[[str], list[str]],
        read: Callable[[str], Value],
        what: Bilingual,
    ) -> list[Value]:
        """The entries of an array, `count` of them; a bad one is named by its place."""
        line, value = self.values[name]
        found = re.fullmatch(shape, value, re.DOTALL)
        if found is None:
            self.say(line, f"{name} が配列ではありません", f"{name} is not an array")
            return []
        parts = split(found[1])
        if not parts[-1].strip():
            parts.pop()
        if len(parts) != count:
            self.say(
                line,
                f"{name} の要素は {count} 個のはずですが、{len(parts)} 個あります",
                f"{name} has {len(parts)} entries instead of {count}",
            )
        entries: list[Value] = []
        for number, part in enumerate(parts, 1):
            try:
                entries.append(read(part))
            except ValueError:
                said = quoted(part)
                self.say(
                    line,
                    f"{name} の {number} 番目「{said}」は{what.ja}ではありません",
                    f"entry {number} of {name}, “{said}”, is not {what.en}",
                )
        return entries


def _within(number: int, most: int) -> int:
    if not 0 <= number <= most:
        raise ValueError(number)
    return number

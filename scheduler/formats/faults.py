"""What is wrong in the organiser's files, and exactly where."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.timetable import Bilingual


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct or to know, at the place where the organiser sees it.

    `file` is the file or sheet, `row` its row as Excel counts (the heading is row 1 unless titles stand
    above it), `column` the heading as it stands in the organiser's own file. What is not known is None.
    """

    file: str
    row: int | None
    column: str | None
    message: Bilingual

    def text(self, language: str) -> str:
        """The fault as one line: `wishes.csv:12:buyer: message`."""
        place = ":".join(str(part) for part in (self.file, self.row, self.column) if part not in (None, ""))
        return f"{place}: {self.message.text(language)}"

    def __str__(self) -> str:
        return self.text("ja")


class BadInput(Exception):  # noqa: N818  (reads as what it is: bad input)
    """The files do not make an event. `faults` lists everything to correct, in the order of the files."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class CellError(Exception):
    """A cell's text cannot be read as what its column holds; the sentence says what may stand there."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.message = Bilingual(ja, en)


Place = tuple[int, int, int]
"""Where a fault stands among all files: number of the table, row, position of the column."""


class FaultLog:
    """Collects faults and warnings while the files are read, so that all are reported together."""

    def __init__(self) -> None:
        self._faults: list[tuple[Place, Fault]] = []
        self._cells: set[Place] = set()
        self._warnings: list[tuple[Place, Fault]] = []

    def add(self, place: Place, fault: Fault) -> None:
        """Keep the fault, unless that cell has one already: one sentence a cell is enough to correct it."""
        if place[2] < 0 or place not in self._cells:
            self._faults.append((place, fault))
            self._cells.add(place)

    def warn(self, place: Place, warning: Fault) -> None:
        self._warnings.append((place, warning))

    def found_in(self, table: int) -> bool:
        """Whether a table has a fault, so that what depends on it is not worth checking."""
        return any(place[0] == table for place, _ in self._faults)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return _in_order(self._warnings)

    def raise_if_any(self) -> None:
        """Report everything found so far.

        Raises:
            BadInput: at least one fault was found.
        """
        if self._faults:
            raise BadInput(_in_order(self._faults))


def _in_order(found: list[tuple[Place, Fault]]) -> tuple[Fault, ...]:
    return tuple(fault for _, fault in sorted(found, key=lambda item: item[0]))


def bad_input(file: str, ja: str, en: str) -> BadInput:
    """A single fault about a whole file."""
    return BadInput((Fault(file, None, None, Bilingual(ja, en)),))


def quoted(text: str) -> str:
    """A cell's text, short enough to stand in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"

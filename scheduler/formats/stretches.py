"""The stretches of time in which slots are added on the day."""

from __future__ import annotations

from scheduler.enlarge import continues, is_laid, overlap, starts
from scheduler.formats import times
from scheduler.formats.table import Row
from scheduler.problem import Problem, Session
from scheduler.timetable import Bilingual


class Stretches:
    """Those of all rows read so far."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._days = sorted({session.date for session in problem.sessions})
        self._row_of: dict[Session, Row] = {}

    def add(self, row: Row, stretch: Session) -> None:
        """Take a row's stretch; one in which no slots can be laid is a fault."""
        message = self._in_the_way(stretch)
        if message is None:
            self._row_of.setdefault(stretch, row)
        else:
            row.fault("detail", message.ja, message.en)

    def _in_the_way(self, stretch: Session) -> Bilingual | None:
        """Why no slots can be laid there; None where they can, or are laid already."""
        event, text = self._problem.event, _span(stretch)
        if not starts(event, stretch)[0]:
            return Bilingual(
                f"{text} には {event.slot_minutes} 分のコマが一つも入りません。時間を直してください。",
                f"{text} is too short for a slot of {event.slot_minutes} minutes. Please correct the times.",
            )
        if is_laid(self._problem, stretch) or stretch in self._row_of:
            return None
        if stretch.date not in self._days:
            days = " / ".join(str(day) for day in self._days)
            return Bilingual(
                f"{stretch.date} は開催日ではありません。時間の前に開催日({days})を付けてください。",
                f"{stretch.date} is no day of the event. Please put one before the time ({days}).",
            )
        for session in self._problem.sessions:
            if overlap(stretch, session) and not continues(event, stretch, session):
                return Bilingual(
                    f"{text} は時間帯 {_span(session)} と重なっています。"
                    "その外の時間だけを入力してください。",
                    f"{text} overlaps the session {_span(session)}. Please enter only time outside it.",
                )
        for other, row in self._row_of.items():
            if overlap(stretch, other):
                return Bilingual(
                    f"{text} は {row.number} 行目の {_span(other)} と重なっています。"
                    "重ならない時間を入力してください。",
                    f"{text} overlaps {_span(other)} of row {row.number}. Please separate them.",
                )
        return None


def _span(session: Session) -> str:
    return f"{times.write_time(session.start)}-{times.write_time(session.end)}"

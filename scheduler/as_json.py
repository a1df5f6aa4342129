"""The answers of the commands as JSON: plain dictionaries, in the words of the event's files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from scheduler.check import Judgement
from scheduler.timetable import Interview, Unplaced

if TYPE_CHECKING:
    from scheduler.compare import Change, Place
    from scheduler.judge_day import DayJudgement
    from scheduler.prices import Cost, GoalChange
    from scheduler.quality import Quality
    from scheduler.remedies import Remedy


def judgement(judged: Judgement, language: str) -> dict[str, object]:
    return {
        "valid": judged.valid,
        "placed": judged.placed,
        "unplaced": judged.unplaced,
        "violations": [
            {
                "rule": violation.rule,
                "message": violation.message.text(language),
                "interviews": [interview(one) for one in violation.interviews],
            }
            for violation in judged.violations
        ],
        "goals": [{"name": name, "value": value} for name, value in judged.goals],
    }


def day(judged: DayJudgement) -> dict[str, int]:
    """What re-planning did to the day."""
    names = (
        "kept",
        "moved",
        "lost",
        "added",
        "disturbed",
        "lost_musts",
        "lost_points",
        "retimed",
        "relocated",
        "shift",
    )
    return {name: getattr(judged, name) for name in names}


def interview(one: Interview) -> dict[str, object]:
    """An interview in the words of timetable.csv."""
    return {
        "date": f"{one.start:%Y-%m-%d}",
        "start": f"{one.start:%H:%M}",
        "room": one.room,
        "table": one.table,
        "buyer": one.buyer,
        "supplier": one.supplier,
    }


def reason(one: Unplaced, language: str) -> dict[str, str]:
    return {
        "supplier": one.supplier,
        "buyer": one.buyer,
        "reason": one.reason.value,
        "detail": one.detail.text(language),
    }


def goals(changes: Iterable[GoalChange]) -> list[dict[str, object]]:
    return [
        {"name": g.name, "before": g.before, "after": g.after, "loss": g.loss, "least_loss": g.least_loss}
        for g in changes
    ]


def cost(price: Cost, language: str) -> dict[str, object]:
    return {
        "status": price.status.value,
        "goals": goals(price.goals),
        "given_up": [{"supplier": supplier, "buyer": buyer} for supplier, buyer in price.given_up],
        "clash": [sentence.text(language) for sentence in price.clash],
    }


def remedy(remedy: Remedy, language: str) -> dict[str, object]:
    return {
        "kind": remedy.kind,
        "about": list(remedy.about),
        "sentence": remedy.sentence.text(language),
        "placed": remedy.placed,
        "goals": goals(remedy.goals),
    }


def change(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "supplier": change.supplier,
        "buyer": change.buyer,
        "before": _place(change.before),
        "after": _place(change.after),
    }


def _place(place: Place | None) -> dict[str, object] | None:
    """A place in the words of timetable.csv."""
    if place is None:
        return None
    at = place.start
    return {"date": f"{at:%Y-%m-%d}", "start": f"{at:%H:%M}", "room": place.room, "table": place.table}


def quality(found: Quality) -> dict[str, object]:
    return asdict(found) | {
        "goals": [{"name": name, "value": value} for name, value in found.goals],
        "waiting": [{"idle": idle, "companies": companies} for idle, companies in found.waiting],
        "spread": [{"interviews": count, "suppliers": suppliers} for count, suppliers in found.spread],
    }

"""A crowd's day, against a server that only listens."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Any

from kiosk.crowd.day import Day
from kiosk.crowd.fate import MINUTE
from kiosk.crowd.plan import Meeting, Party, Person, Plan, Strength
from tests.kiosk.crowd.test_fate import TEN

EVENING = TEN + 12 * 60 * MINUTE


class Server:
    """Takes everything down and plays the table of states."""

    AFTER = {"call": "called", "start": "in_progress", "finish": "finished", "no_show": "no_show"}  # noqa: RUF012

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.states: dict[str, str] = {}
        self.pressed_by_people: dict[str, str] = {}

    def get(self, token: str, path: str) -> dict[str, Any]:
        raise NotImplementedError

    def post(self, token: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.taken.append((path, body))
        if not path.endswith("/actions"):
            return 201, {"status": "ok"}
        interview, action = path.split("/")[2], body["action"]
        if before := self.pressed_by_people.pop(interview, None):
            self.states[interview] = before
            return 409, {"error": {"code": "wrong_state", "state": before}}
        self.states[interview] = self.AFTER.get(action, self.states.get(interview, "in_progress"))
        return 200, {"state": self.states[interview]}

    def presses(self, action: str) -> list[tuple[str, dt.datetime]]:
        return [
            (path.split("/")[2], dt.datetime.fromisoformat(body["at"]))
            for path, body in self.taken
            if body.get("action") == action
        ]


NEVER = Strength(0, 0.0, 0.0)


def make_plan(strength: Strength = NEVER, suppliers: int = 6, seed: int = 3) -> Plan:
    """One table of one buyer; each supplier after the other, every twenty minutes."""
    parties = [
        Party("B", supplier=False),
        *(Party(f"S{n}", supplier=True, group="G") for n in range(suppliers)),
    ]
    return Plan(
        address="",
        authority="",
        kiosk="dk",
        rooms={"R": "dr"},
        seed=seed,
        strength=strength,
        parties=tuple(parties),
        people=tuple(Person(f"P-{one.id}", f"C{one.id}", one.id) for one in parties),
        meetings=tuple(
            Meeting(n, f"S{n}", "B", "R", 1, TEN + 20 * n * MINUTE, TEN + 20 * (n + 1) * MINUTE)
            for n in range(suppliers)
        ),
    )


def live(plan: Plan, server: Server, until: dt.datetime = EVENING) -> Day:
    day = Day(plan, server, "run")
    while day.do_one(until):
        pass
    return day


def test_everybody_comes_meets_in_turn_and_leaves() -> None:
    server = Server()
    day = live(make_plan(), server)
    assert set(server.states.values()) == {"finished"}
    assert (day.open, day.next, day.refused) == (0, None, {})
    started, finished = server.presses("start"), server.presses("finish")
    assert [key for key, _ in started] == sorted(key for key, _ in started)
    assert all(end <= begin for (_, end), (_, begin) in zip(finished, started[1:], strict=False))
    kinds = Counter(path.rsplit("/", 1)[-1] for path, _ in server.taken)
    assert kinds["checkins"] == kinds["departures"] == 7
    assert {body["code"] for path, body in server.taken if path == "/checkins"} >= {"CB", "CS0"}


def test_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    hard = Strength(1, 0.5, 0.3)
    days = []
    for seed in (3, 3, 4):
        server = Server()
        live(make_plan(hard, 30, seed), server)
        days.append(server.taken)
    assert days[0] == days[1] != days[2]


def test_day_lived_in_leaps_comes_to_the_same() -> None:
    whole, leaping = Server(), Server()
    live(make_plan(Strength(1, 0.5, 0.2), 12), whole)
    day = Day(make_plan(Strength(1, 0.5, 0.2), 12), leaping, "run")
    for hours in (0.5, 1, 3, 13):
        while day.do_one(TEN + hours * 60 * MINUTE):
            pass
    assert leaping.taken == whole.taken


def test_supplier_who_does_not_come_is_called_and_becomes_a_no_show_after_the_grace() -> None:
    server = Server()
    live(make_plan(Strength(0, 0.0, 1.0)), server)
    assert set(server.states.values()) == {"no_show"}
    assert all(at >= TEN + (20 * int(key) + 5) * MINUTE for key, at in server.presses("no_show"))
    assert {body["side"] for _, body in server.taken if body.get("action") == "no_show"} == {"supplier"}


def test_over_run_holds_up_the_next_at_its_table() -> None:
    server = Server()
    live(make_plan(Strength(0, 1.0, 0.0)), server)
    starts = dict(server.presses("start"))
    assert starts["5"] > TEN + 100 * MINUTE
    assert server.presses("extend")


def test_what_people_press_at_the_same_tablet_is_taken_over() -> None:
    server = Server()
    server.pressed_by_people = {"0": "finished", "1": "no_show"}
    day = live(make_plan(), server)
    assert day.open == 0
    assert server.states["0"] == "finished"
    assert [key for key, _ in server.presses("finish")] == ["2", "3", "4", "5"]


def test_shifted_interview_begins_when_it_is_by_now() -> None:
    server = Server()
    day = Day(make_plan(suppliers=1), server, "run")
    later = TEN + 30 * MINUTE
    one = {
        "id": 0, "state": "scheduled", "starts": later.isoformat(),
        "ends": (later + 20 * MINUTE).isoformat(), "supplier": {"id": "S0"}, "buyer": {"id": "B"},
    }  # fmt: skip
    server.get = lambda token, path: {"tables": [{"number": 1, "interviews": [one]}]}  # type: ignore[method-assign]
    day.refresh("R")
    while day.do_one(EVENING):
        pass
    [(_, began)] = server.presses("start")
    assert began >= later


def test_room_that_people_play_is_left_to_them() -> None:
    server = Server()
    live(replace(make_plan(), rooms={}), server)
    assert server.states == {}
    assert sum(path == "/checkins" for path, _ in server.taken) == 7

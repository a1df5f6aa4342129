"""Invented events of real sizes: `python -m bench.generate SHAPE SEED OUT` writes an event folder.

The same shape and seed give the same folder. A few buyers are wanted by many and most by
few; who fits a buyer's field asks for it more often and is marked better; some come late, leave early or
come on one day only. So the demand presses where it presses at a real event.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

from bench import names
from bench.hard import harden
from bench.shapes import SHAPES, Shape
from scheduler.formats import EventData, Person, write_event
from scheduler.problem import (
    Buyer,
    Decision,
    Event,
    Mark,
    Problem,
    Room,
    Session,
    Staff,
    Supplier,
    TimeRange,
    Wish,
)

FIELDS = (
    "切削",
    "板金",
    "金型",
    "樹脂",
    "めっき",
    "鋳造",
    "電子回路",
    "計測",
    "素材",
    "食品",
    "物流",
    "情報",
)
REGIONS = (
    ("東京都", "首都圏連携会"),
    ("神奈川県", "首都圏連携会"),
    ("埼玉県", "中央道沿線連携会"),
    ("山梨県", "中央道沿線連携会"),
    ("長野県", "甲信越ものづくり会"),
    ("新潟県", "甲信越ものづくり会"),
    ("石川県", "北陸技術協議会"),
    ("福井県", "北陸技術協議会"),
    ("岩手県", "北上川流域連携会"),
    ("山形県", "出羽産業振興会"),
    ("香川県", "四国技術振興会"),
    ("沖縄県", "琉球商工連携会"),
)
MARKS = (Mark.DOUBLE, Mark.CIRCLE, Mark.TRIANGLE, Mark.CROSS, None)
FITTING, OTHER = (30, 40, 12, 4, 14), (12, 30, 26, 16, 16)
"""How often a buyer gives each of MARKS to a supplier of its fields, and to any other."""
INTERPRETER = "interpreter"


def generate(shape: Shape, seed: int) -> EventData:
    """An event of that shape."""
    random = Random(f"{shape.name} {seed}")
    sessions = _sessions(shape)
    buyers, seeks = _buyers(shape, random)
    suppliers, does = _suppliers(shape, random)
    problem = Problem(
        event=Event(
            name=f"{shape.title} {shape.first_day.year}-{seed}",
            name_en=f"{shape.title_en} {shape.first_day.year}-{seed}",
            venue=shape.venue,
            slot_minutes=shape.slot_minutes,
            gap_minutes=shape.gap_minutes,
            max_interviews_supplier=shape.max_supplier,
            max_interviews_buyer=shape.max_buyer,
            notice="架空データ",
        ),
        sessions=sessions,
        rooms=_rooms(shape, buyers),
        buyers=buyers,
        suppliers=suppliers,
        wishes=_wishes(shape, random, seeks, does),
        staff=tuple(
            Staff(f"C{number}", names.person(random).ja, INTERPRETER)
            for number in range(1, 3 + shape.suppliers // 100)
        ),
    )
    hard = shape.name == "hard"
    if hard:
        problem = harden(problem, random)
    problem = replace(problem, wishes=_demands(problem, random, share=0.3 if hard else 0.05))
    return EventData(problem, people=_people(problem, random))


def _sessions(shape: Shape) -> tuple[Session, ...]:
    days = [shape.first_day + dt.timedelta(days=number) for number in range(shape.days)]
    return tuple(
        Session(
            day,
            dt.time.fromisoformat(start),
            dt.time.fromisoformat(end),
            label if shape.days == 1 else f"{number}日目{label}",
        )
        for number, day in enumerate(days, 1)
        for start, end, label in shape.hours
    )


def _id(letter: str, number: int, count: int) -> str:
    return f"{letter}{number:0{len(str(count))}d}"


def _buyers(shape: Shape, random: Random) -> tuple[tuple[Buyer, ...], list[set[str]]]:
    seeks = [set(random.sample(FIELDS, random.choice((1, 2, 3)))) for _ in range(shape.buyers)]
    two = set(random.sample(range(shape.buyers), shape.two_tables))
    per_room = -(-shape.buyers // shape.rooms)
    buyers = tuple(
        Buyer(
            id=_id("B", number + 1, shape.buyers),
            name=name.ja,
            kana=name.kana,
            name_en=name.en,
            room=f"R{number // per_room + 1}",
            tables=2 if number in two else 1,
            available=_availability(shape, random, 0.1),
            profile="、".join(sorted(seeks[number])) + "の協力企業を探しています。",
        )
        for number, name in enumerate(names.large_firms(random, shape.buyers))
    )
    return buyers, seeks


def _suppliers(shape: Shape, random: Random) -> tuple[tuple[Supplier, ...], list[str]]:
    does = [random.choice(FIELDS) for _ in range(shape.suppliers)]
    suppliers = []
    for number, name in enumerate(names.small_firms(random, shape.suppliers)):
        region, partner = random.choice(REGIONS)
        suppliers.append(
            Supplier(
                id=_id("S", number + 1, shape.suppliers),
                name=name.ja,
                kana=name.kana,
                name_en=name.en,
                region=region,
                partner=partner,
                delegates=2 if random.random() < 0.05 else 1,
                available=_availability(shape, random, 0.15),
                profile=f"{does[number]}。小ロットから量産まで対応します。",
            )
        )
    return tuple(suppliers), does


def _rooms(shape: Shape, buyers: tuple[Buyer, ...]) -> tuple[Room, ...]:
    """Rooms with a place for each table, or with as few places as the shape says."""
    needed = Counter[str]()
    for buyer in buyers:
        needed[buyer.room or ""] += buyer.tables
    return tuple(
        Room(room, f"第{number}会場", f"Hall {number}", shape.places or places)
        for number, (room, places) in enumerate(sorted(needed.items(), key=lambda item: int(item[0][1:])), 1)
    )


def _availability(shape: Shape, random: Random, share: float) -> tuple[TimeRange, ...]:
    """Mostly always; else late, gone early, or on one day only."""
    if random.random() >= share:
        return ()
    opens, closes = (dt.time.fromisoformat(shape.hours[at][part]) for at, part in ((0, 0), (-1, 1)))
    if shape.days > 1 and random.random() < 0.4:
        return (TimeRange(shape.first_day + dt.timedelta(days=random.randrange(shape.days)), opens, closes),)
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    cut = random.randint(1, max(1, minutes // 3 // 10)) * 10
    if random.random() < 0.6:
        return (TimeRange(None, _moved(opens, cut), closes),)
    return (TimeRange(None, opens, _moved(closes, -cut)),)


def _moved(time: dt.time, minutes: int) -> dt.time:
    total = time.hour * 60 + time.minute + minutes
    return dt.time(total // 60, total % 60)


def _wishes(shape: Shape, random: Random, seeks: list[set[str]], does: list[str]) -> tuple[Wish, ...]:
    """Suppliers ask in rank order, then buyers nominate suppliers that did not ask."""
    fame = [1 / (place + 1) ** 0.6 for place in range(shape.buyers)]
    random.shuffle(fame)
    pull = {
        field: list(
            itertools.accumulate(
                star * (4 if field in wanted else 1) for star, wanted in zip(fame, seeks, strict=True)
            )
        )
        for field in FIELDS
    }
    wishes: list[Wish] = []
    asked: list[set[int]] = [set() for _ in range(shape.buyers)]
    for s, field in enumerate(does):
        chosen: list[int] = []
        count = random.choice(shape.wishes)
        while len(chosen) < count:
            b = random.choices(range(shape.buyers), cum_weights=pull[field])[0]
            if b not in chosen:
                chosen.append(b)
        for rank, b in enumerate(chosen, 1):
            asked[b].add(s)
            chances = FITTING if field in seeks[b] else OTHER
            mark = random.choices(MARKS, chances)[0]
            wishes.append(_wish(shape, s, b, rank, mark))
    for b in range(shape.buyers):
        wishes += [
            _wish(shape, s, b, None, random.choice(MARKS[:2]))
            for s in random.sample(range(shape.suppliers), shape.nominations)
            if s not in asked[b]
        ]
    return tuple(wishes)


def _wish(shape: Shape, s: int, b: int, rank: int | None, mark: Mark | None) -> Wish:
    supplier, buyer = _id("S", s + 1, shape.suppliers), _id("B", b + 1, shape.buyers)
    return Wish(supplier, buyer, rank=rank, mark=mark)


def _demands(problem: Problem, random: Random, share: float) -> tuple[Wish, ...]:
    """What the organiser adds to some wishes: a session, an interpreter, an order, a must.

    `share` is how many of the wishes that could have an order or a must get one. A supplier has at most
    one must and a buyer two, between companies with time for each other, so that an event of ours is never
    impossible by accident.
    """
    labels = sorted({session.label for session in problem.sessions})
    first = {wish.supplier: wish.buyer for wish in problem.wishes if wish.rank == 1}
    companies: tuple[Buyer | Supplier, ...] = (*problem.buyers, *problem.suppliers)
    open_slots = {company.id: problem.open_slots(company) for company in companies}
    musts: Counter[str] = Counter()
    wishes = []
    for wish in problem.wishes:
        if len(labels) > 1 and wish.session is None and random.random() < 0.02:
            wish = replace(wish, session=random.choice(labels))
        if not wish.needs and random.random() < 0.04:
            wish = replace(wish, needs=(INTERPRETER,))
        if wish.rank == 2 and random.random() < share:
            wish = replace(wish, after=first[wish.supplier])
        free = wish == replace(wish, session=None, needs=(), pin=None) and wish.decision is None
        if (
            free
            and wish.mark is Mark.DOUBLE
            and not musts[wish.supplier]
            and musts[wish.buyer] < 2
            and len(open_slots[wish.supplier] & open_slots[wish.buyer]) >= 4
            and random.random() < share
        ):
            wish = replace(wish, decision=Decision.MUST)
            musts.update(wish.pair)
        wishes.append(wish)
    return tuple(wishes)


def _people(problem: Problem, random: Random) -> tuple[Person, ...]:
    """Somebody from every company, and one more for each further table or delegate."""
    heads = [(b.id, b.tables) for b in problem.buyers] + [(s.id, s.delegates) for s in problem.suppliers]
    people: list[Person] = []
    for company, count in heads:
        for _ in range(count):
            name, number = names.person(random), len(people) + 1
            people.append(
                Person(
                    id=f"P{number:05d}",
                    company=company,
                    name=name.ja,
                    kana=name.kana,
                    name_en=name.en,
                    title=random.choice(("代表取締役", "営業部長", "技術課長", "調達担当", "")),
                    email=f"p{number:05d}@example.jp",
                )
            )
    return tuple(people)


def main(argv: list[str] | None = None) -> int:
    """Write one event folder and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES, metavar="SHAPE", help=", ".join(SHAPES))
    parser.add_argument("seed", type=int, metavar="SEED")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to write")
    args = parser.parse_args(argv)
    data = generate(SHAPES[args.shape], args.seed)
    write_event(data, args.out)
    problem = data.problem
    print(
        f"{args.out}: {len(problem.slots)} slots, {len(problem.buyers)} buyers, "
        f"{len(problem.suppliers)} suppliers, {len(problem.wishes)} wishes"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

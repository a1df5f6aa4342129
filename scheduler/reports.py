"""The commands that ask about a timetable: why a wish is not in it, what differs, how good it is for whom.

What they print is the organiser's alone: reasons, ranks and marks stand in it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler import as_json
from scheduler.change_words import change_words, pair_words, thing_words
from scheduler.command import BAD_INPUT, OK, bad_input, duration, greet, tally
from scheduler.console import complain, followed, put, put_json
from scheduler.goal_words import goal_words, reason_words
from scheduler.timetable import LANGUAGES, Bilingual, Status, Timetable
from scheduler.words import plural

if TYPE_CHECKING:
    from scheduler.prices import Cost, GoalChange
    from scheduler.problem import Event, Problem
    from scheduler.quality import Group, Load, Quality, Share
    from scheduler.remedies import Remedy
    from scheduler.timetable import Unplaced

REASONING, PRICING, MENDING = 0.1, 0.45, 0.45
"""The parts of the time for a wish's reason, for its price and for its remedies."""


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Mount `explain`, `compare` and `quality` on a program."""
    explaining = subparsers.add_parser(
        "explain",
        help="say why wishes are not in a timetable, what one would cost and what would make it fit",
        description="Without --wish the reason of every wish without an interview; with it that wish's "
        "reason, the exact price of holding it come what may, and the remedies, the greatest gain first.",
    )
    explaining.add_argument("--wish", type=_pair, metavar="S,B", help="the ids of its supplier and its buyer")
    explaining.add_argument(
        "--time-limit", type=duration, default=30.0, metavar="S", help="default: %(default)g"
    )
    comparing = subparsers.add_parser(
        "compare",
        help="say what differs between two timetables of an event",
        description="Name each interview that moved, was lost or was added from A to B, and what it did "
        "to the goals.",
    )
    measuring = subparsers.add_parser(
        "quality",
        help="say how good a timetable is for whom",
        description="Wishes held by rank and mark; load, breaks and waiting of each company; partners and "
        "regions beside each other.",
    )
    for parser, run, files in (
        (explaining, run_explain, ["TIMETABLE.csv"]),
        (comparing, run_compare, ["A.csv", "B.csv"]),
        (measuring, run_quality, ["TIMETABLE.csv"]),
    ):
        parser.epilog = "Exit code: 0, or 2 bad input."
        parser.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
        for file in files:
            parser.add_argument(f"file_{file[0].lower()}", type=Path, metavar=file)
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")
        parser.add_argument("--language", choices=LANGUAGES, help="of the messages")
        parser.set_defaults(run=run)


def _pair(text: str) -> tuple[str, str]:
    supplier, comma, buyer = (part.strip() for part in text.partition(","))
    if not (supplier and comma and buyer):
        raise argparse.ArgumentTypeError(f"{text!r} is no pair SUPPLIER,BUYER")
    return supplier, buyer


class _Asked:
    """An event, the timetables asked about, and the language to answer in.

    Raises:
        BadInput: one of the files has faults.
    """

    def __init__(self, args: argparse.Namespace, *paths: Path) -> None:
        from scheduler.formats import read_event, read_timetable

        data = read_event(args.event)
        self.problem: Problem = data.problem
        self.event: Event = data.problem.event
        self.timetables = [read_timetable(path, data.problem) for path in paths]
        self.language = greet(data, args.language)

    def say(self, ja: str, en: str) -> None:
        put(Bilingual(ja, en).text(self.language))

    def name(self, who: str) -> str:
        """A company or room by name."""
        return thing_words(who, self.problem, self.language)

    def pair(self, supplier: str, buyer: str) -> str:
        return pair_words(supplier, buyer, self.problem, self.language)

    def goal(self, name: str) -> str:
        return goal_words(name, self.event, self.language)


def _answered(answer: Callable[[_Asked], int], args: argparse.Namespace, *paths: Path) -> int:
    """Read the files and answer; faults of theirs are the answer otherwise."""
    from scheduler.formats import BadInput

    try:
        asked = _Asked(args, *paths)
    except BadInput as error:
        return bad_input(error, args.language)
    return answer(asked)


def run_explain(args: argparse.Namespace) -> int:
    """Give reasons; for one wish its price and remedies as well."""

    def answer(asked: _Asked) -> int:
        (timetable,) = asked.timetables
        if args.wish is not None:
            return _explain_wish(asked, timetable, args)
        from scheduler.explain import explain

        found = explain(asked.problem, timetable, time_limit=args.time_limit)
        if args.json:
            put_json({"unplaced": [as_json.reason(one, asked.language) for one in found]}, indent=2)
            return OK
        for one in found:
            _tell_reason(asked, one)
        put(tally(sum(i.status != "cancelled" for i in timetable.interviews), len(found), asked.language))
        return OK

    return _answered(answer, args, args.file_t)


def _explain_wish(asked: _Asked, timetable: Timetable, args: argparse.Namespace) -> int:
    from scheduler.explain import cost, explain, remedies

    problem, pair, seconds = asked.problem, args.wish, args.time_limit
    if pair not in problem.wish_of:
        no_wish = Bilingual(
            "{} と {} の希望はありません。受注企業,発注企業 の順に ID を指定してください。",
            "There is no wish of {} with {}. Please give the ids of SUPPLIER,BUYER.",
        )
        complain(no_wish.text(asked.language).format(*pair))
        return BAD_INPUT
    steps: list[Callable[[], Any]] = [
        lambda: explain(problem, timetable, time_limit=seconds * REASONING),
        lambda: cost(problem, timetable, pair, time_limit=seconds * PRICING),
        lambda: remedies(problem, timetable, pair, time_limit=seconds * MENDING),
    ]
    reasons, price, mended = [step() for step in followed(steps)]
    reason = next((one for one in reasons if (one.supplier, one.buyer) == pair), None)
    if args.json:
        said = {
            "supplier": pair[0],
            "buyer": pair[1],
            "held": reason is None,
            "reason": None if reason is None else reason.reason.value,
            "detail": None if reason is None else reason.detail.text(asked.language),
            "cost": as_json.cost(price, asked.language),
            "remedies": [as_json.remedy(one, asked.language) for one in mended],
        }
        put_json(said, indent=2)
        return OK
    if reason is None:
        asked.say(f"{asked.pair(*pair)}: 面談があります", f"{asked.pair(*pair)}: held in this timetable")
    else:
        _tell_reason(asked, reason)
    _tell_cost(asked, price)
    free = price.status is Status.OPTIMAL and not any(goal.loss for goal in price.goals)
    _tell_remedies(asked, mended, free)
    return OK


def _tell_reason(asked: _Asked, one: Unplaced) -> None:
    why = reason_words(one.reason, asked.event, asked.language)
    put(f"{asked.pair(one.supplier, one.buyer)} ({why}): {one.detail.text(asked.language)}")


def _tell_cost(asked: _Asked, price: Cost) -> None:
    """What holding the wish come what may does to the goals."""
    if price.status is Status.INFEASIBLE:
        asked.say("必ず入れることはできません:", "It cannot be held:")
        for sentence in price.clash:
            put(f"  {sentence.text(asked.language)}")
        return
    if price.status is Status.UNKNOWN:
        asked.say("必ず入れた場合の影響は、時間内に分かりませんでした", "Its price was not found in time")
        return
    proof = ("証明済み", "proven") if price.status is Status.OPTIMAL else ("時間切れ", "out of time")
    asked.say(f"必ず入れた場合({proof[0]}):", f"Holding it come what may ({proof[1]}):")
    lines = _goal_lines(asked, price.goals)
    if not lines:
        asked.say("  目標は変わりません", "  no goal changes")
    for line in lines:
        put(f"  {line}")
    for pair in price.given_up:
        asked.say(f"  なくなる面談: {asked.pair(*pair)}", f"  no longer held: {asked.pair(*pair)}")


def _tell_remedies(asked: _Asked, mended: Iterable[Remedy], free: bool) -> None:
    """The changes with which the wish is held at no loss; `free`: it is so without any."""
    mended = list(mended)
    if not mended and free:
        asked.say(
            "何も変えなくても、目標を損なわずに入れられます",
            "It can be held at no loss to the goals without any change",
        )
        return
    if not mended:
        asked.say("一つの変更で入る方法は見つかりませんでした", "No single change was found that would do")
        return
    asked.say("入れるための変更(効果の大きい順):", "What would do (the greatest gain first):")
    for remedy in mended:
        lines = ", ".join(_goal_lines(asked, remedy.goals))
        put(f"  {remedy.sentence.text(asked.language)}{f' → {lines}' if lines else ''}")


def _goal_lines(asked: _Asked, goals: Iterable[GoalChange]) -> list[str]:
    """The goals that differ, before and after; with the bound where that is not reached."""
    lines = []
    for goal in goals:
        if goal.before != goal.after:
            word = Bilingual("限界", "bound").text(asked.language)
            bound = f" ({word}: {goal.bound})" if goal.bound not in (None, goal.after) else ""
            lines.append(f"{asked.goal(goal.name)} {goal.before} → {goal.after}{bound}")
    return lines


def run_compare(args: argparse.Namespace) -> int:
    """Name what differs between two timetables, in their interviews and in the goals."""

    def answer(asked: _Asked) -> int:
        from scheduler.check import check
        from scheduler.compare import Kind, compare

        found = compare(*asked.timetables)
        before, after = (dict(check(asked.problem, one).goals) for one in asked.timetables)
        if args.json:
            said = {
                "kept": found.kept,
                "changes": [as_json.change(change) for change in found.changes],
                "goals": [{"name": g, "before": before[g], "after": after[g]} for g in before],
            }
            put_json(said, indent=2)
            return OK
        for change in found.changes:
            put(change_words(change, asked.problem, asked.language))
        for goal in before:
            if before[goal] != after[goal]:
                put(f"{asked.goal(goal)}: {before[goal]} → {after[goal]}")
        numbers = [len(found.of_kind(kind)) for kind in (Kind.MOVED, Kind.LOST, Kind.ADDED)]
        asked.say(
            f"変更なし {found.kept} 件、移動 {numbers[0]} 件、減 {numbers[1]} 件、増 {numbers[2]} 件",
            f"{found.kept} kept, {numbers[0]} moved, {numbers[1]} lost, {numbers[2]} added",
        )
        return OK

    return _answered(answer, args, args.file_a, args.file_b)


def run_quality(args: argparse.Namespace) -> int:
    """Say how good a timetable is for whom."""

    def answer(asked: _Asked) -> int:
        from scheduler.quality import quality

        found = quality(asked.problem, asked.timetables[0])
        if args.json:
            put_json(as_json.quality(found), indent=2)
            return OK
        for name, value in found.goals:
            put(f"{asked.goal(name)}: {value}")
        for line in _quality_lines(asked, found):
            put(line.text(asked.language))
        return OK

    return _answered(answer, args, args.file_t)


def _quality_lines(asked: _Asked, found: Quality) -> Iterator[Bilingual]:
    yield from (_share("希望順位", "rank", share) for share in found.ranks)
    yield from (_share("評価", "mark", share) for share in found.marks)
    for load in (*found.buyers, *found.suppliers):
        yield _load(asked.name(load.company), load)
    for kind, groups in ((("連携組織", "partner"), found.partners), (("地域", "region"), found.regions)):
        yield from (_group(*kind, group) for group in groups if group.label)
    for idle, companies in found.waiting:
        yield Bilingual(
            f"空き {idle} コマ: {companies} 社",
            f"{plural(idle, 'idle slot')}: {plural(companies, 'company')}",
        )
    for count, suppliers in found.spread:
        label = asked.event.label_supplier
        yield Bilingual(
            f"面談 {count} 件の{label}: {suppliers} 社",
            f"{plural(count, 'interview')}: {plural(suppliers, 'supplier')}",
        )


def _share(ja: str, en: str, share: Share) -> Bilingual:
    return Bilingual(
        f"{ja} {share.label or 'なし'}: 希望 {share.wishes} 件、面談 {share.placed} 件",
        f"{en} {share.label or 'not given'}: {plural(share.wishes, 'wish')}, {share.placed} held",
    )


def _load(name: str, load: Load) -> Bilingual:
    return Bilingual(
        f"{name}: 希望 {load.wishes} 件、面談 {load.interviews} 件、空き {load.breaks} か所 {load.idle} コマ",
        f"{name}: {plural(load.wishes, 'wish')}, {load.interviews} held, {plural(load.breaks, 'break')}, "
        f"{plural(load.idle, 'idle slot')}",
    )


def _group(ja: str, en: str, group: Group) -> Bilingual:
    return Bilingual(
        f"{ja} {group.label}: {group.suppliers} 社(面談あり {group.served} 社)、"
        f"希望 {group.wishes} 件、面談 {group.placed} 件",
        f"{en} {group.label}: {plural(group.suppliers, 'supplier')} ({group.served} with an interview), "
        f"{plural(group.wishes, 'wish')}, {group.placed} held",
    )

"""The judge's rules about wishes and staff: which pairs meet, when they may, and who sits in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from scheduler.judge_facts import Facts, Violation, available, clock, is_declined, pair_up, say
from scheduler.timetable import Bilingual, Interview


def wish(facts: Facts) -> Iterator[Violation]:
    """Only pairs that somebody wished for meet."""
    for interview in facts.held:
        if interview.pair not in facts.wishes:
            message = say(
                facts.title(interview), "この組合せの希望はありません", "nobody wished for this pair"
            )
            yield Violation("wish", message, (interview,))


def once(facts: Facts) -> Iterator[Violation]:
    """Each pair meets at most once."""
    by_pair: dict[tuple[str, str], list[Interview]] = defaultdict(list)
    for interview in facts.held:
        by_pair[interview.pair].append(interview)
    for meetings in by_pair.values():
        if len(meetings) > 1:
            times = len(meetings)
            message = say(
                facts.title(meetings[0]), f"同じ組合せが {times} 回あります", f"the pair meets {times} times"
            )
            yield Violation("once", message, tuple(meetings))


def declined(facts: Facts) -> Iterator[Violation]:
    """A wish marked × or refused by the organiser is never held."""
    for interview in facts.held:
        wanted = facts.wishes.get(interview.pair)
        if wanted is not None and is_declined(wanted):
            message = say(
                facts.title(interview),
                "× または「不可」の希望です",
                "the wish is marked × or refused by the organiser",
            )
            yield Violation("declined", message, (interview,))


def pin(facts: Facts) -> Iterator[Violation]:
    """A pinned wish is held at its pin, or not at all."""
    for interview in facts.held:
        wanted = facts.wishes.get(interview.pair)
        if wanted is not None and wanted.pin is not None and interview.start != wanted.pin:
            at = clock(wanted.pin)
            message = say(facts.title(interview), f"指定は {at} です", f"it is pinned to {at}")
            yield Violation("pin", message, (interview,))


def session(facts: Facts) -> Iterator[Violation]:
    """A wish for a session is held in a session of that name."""
    for period, interview in facts.seated(facts.held):
        wanted = facts.wishes.get(interview.pair)
        if wanted is not None and wanted.session is not None and period.label != wanted.session:
            label = wanted.session
            message = say(
                facts.title(interview), f"「{label}」で行う希望です", f"it belongs in the session {label}"
            )
            yield Violation("session", message, (interview,))


def after(facts: Facts) -> Iterator[Violation]:
    """A supplier sees the buyer it must see first strictly earlier, if it sees both."""
    for interview in facts.held:
        wanted = facts.wishes.get(interview.pair)
        if wanted is None or wanted.after is None:
            continue
        for other in facts.interviews_of[interview.supplier]:
            if other.buyer == wanted.after and other.start >= interview.start:
                first = facts.named(other.buyer)
                message = say(
                    facts.title(interview),
                    f"{first.ja} との面談({clock(other.start)})より後でなければなりません",
                    f"it must come after the interview with {first.en} ({clock(other.start)})",
                )
                yield Violation("after", message, (interview, other))


def must(facts: Facts) -> Iterator[Violation]:
    """Every wish that the organiser said must be held is held."""
    held = {interview.pair for interview in facts.held}
    for wanted in facts.problem.wishes:
        if wanted.decision == "must" and (wanted.supplier, wanted.buyer) not in held:
            supplier, buyer = facts.named(wanted.supplier), facts.named(wanted.buyer)
            message = Bilingual(
                f"{supplier.ja} と {buyer.ja}: 必須の面談がありません",
                f"{supplier.en} with {buyer.en}: this interview must be held and is missing",
            )
            yield Violation("must", message, ())


def needs(facts: Facts) -> Iterator[Violation]:
    """Each need of an interview is filled by a person of its own, and nobody sits in unasked."""
    for interview in facts.held:
        wanted = facts.wishes.get(interview.pair)
        if wanted is None:
            continue
        filled = pair_up(facts, wanted.needs, interview.staff)
        missing = "、".join(need for place, need in enumerate(wanted.needs) if place not in filled)
        unasked = "、".join((Counter(interview.staff) - Counter(filled.values())).elements())
        title = facts.title(interview)
        if missing:
            message = say(title, f"担当者が足りません: {missing}", f"nobody fills the need: {missing}")
            yield Violation("needs", message, (interview,))
        if unasked:
            message = say(title, f"求められていない担当者です: {unasked}", f"nobody asked for: {unasked}")
            yield Violation("needs", message, (interview,))


def staff_once(facts: Facts) -> Iterator[Violation]:
    """A staff member sits in one interview at a time."""
    sitting: dict[tuple[str, object], list[Interview]] = defaultdict(list)
    for interview in facts.held:
        for member in set(interview.staff):
            sitting[member, interview.start].append(interview)
    for (member, _), interviews in sorted(sitting.items(), key=lambda item: str(item[0])):
        if len(interviews) > 1:
            at, count = clock(interviews[0].start), len(interviews)
            message = say(
                facts.named(member), f"{at} に面談が {count} 件あります", f"{count} interviews at {at}"
            )
            yield Violation("staff_once", message, tuple(interviews))


def staff_available(facts: Facts) -> Iterator[Violation]:
    """A staff member sits in only when available."""
    for period, interview in facts.seated(facts.held):
        for member in dict.fromkeys(interview.staff):
            if member in facts.staff and not available(facts.staff[member], period):
                at = clock(interview.start)
                message = say(facts.named(member), f"{at} は対応できません", f"not available at {at}")
                yield Violation("staff_available", message, (interview,))

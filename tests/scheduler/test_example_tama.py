"""The demo event: whole, of the size it tells of, and unable to do harm to a real firm or person."""

from collections import Counter
from pathlib import Path

import pytest

from scheduler.check import check
from scheduler.formats import EventData, read_event
from scheduler.problem import DEFAULT_GOALS, Decision, Mark
from scheduler.solver import solve
from scheduler.timetable import Reason, Status

EVENT = Path(__file__).parents[2] / "examples" / "tama-2009"
REAL_FIRMS = {
    "株式会社IHI",
    "岩通計測株式会社",
    "株式会社資生堂",
    "株式会社島津製作所",
    "株式会社日立国際電気",
    "株式会社日立製作所 情報・通信グループ",
    "富士電機システムズ株式会社",
    "株式会社牧野フライス製作所",
    "三菱樹脂株式会社",
    "横河電機株式会社",
}
HOKURIKU = {"石川県", "富山県", "福井県"}


@pytest.fixture(scope="module")
def data() -> EventData:
    return read_event(EVENT)


def test_example_reads_without_a_warning(data: EventData) -> None:
    assert data.warnings == ()


def test_example_has_the_size_of_the_event(data: EventData) -> None:
    problem = data.problem
    sizes = (len(problem.buyers), len(problem.suppliers), len(problem.slots), len(problem.wishes))
    assert sizes == (11, 72, 18, 209)
    assert [len(slots) for slots in problem.days.values()] == [18]
    assert Counter(slot.label for slot in problem.slots) == {"午前": 6, "午後": 12}
    assert sum(room.tables for room in problem.rooms) >= sum(buyer.tables for buyer in problem.buyers)


def test_example_uses_the_default_goals_and_names_itself_fictitious(data: EventData) -> None:
    event = data.problem.event
    assert (event.goals, event.language, event.notice) == (DEFAULT_GOALS, "ja", "架空データ Fictitious data")


def test_example_real_firms_refuse_nobody(data: EventData) -> None:
    real = {buyer.id for buyer in data.problem.buyers if buyer.name in REAL_FIRMS}
    wishes = [wish for wish in data.problem.wishes if wish.buyer in real]
    assert len(real) == len(REAL_FIRMS)
    assert {wish.mark for wish in wishes} == {Mark.DOUBLE, Mark.CIRCLE, None}
    assert {wish.decision for wish in wishes} == {Decision.MUST, None}


def test_example_invented_firm_owns_every_refusal(data: EventData) -> None:
    harsh = [wish for wish in data.problem.wishes if wish.declined or wish.mark is Mark.TRIANGLE]
    assert {wish.buyer for wish in harsh} == {"B11"}
    assert {wish.mark for wish in harsh} == {Mark.CROSS, Mark.TRIANGLE}
    assert [wish.supplier for wish in harsh if wish.decision is Decision.NO] == ["S34"]
    assert data.problem.buyer_of["B11"].name not in REAL_FIRMS


def test_example_real_firms_needs_are_marked_as_invented(data: EventData) -> None:
    marked = {buyer.name for buyer in data.problem.buyers if buyer.profile.startswith("（架空のニーズ例）")}
    assert marked == REAL_FIRMS


def test_example_reaches_nobody_by_mail_or_phone(data: EventData) -> None:
    assert [person.email for person in data.people if not person.email.endswith("@example.jp")] == []
    assert {person.phone for person in data.people} == {""}


def test_example_ids_are_unique_and_everybody_has_a_badge_holder(data: EventData) -> None:
    problem = data.problem
    companies = [*problem.buyer_of, *problem.supplier_of, *problem.staff_of]
    ids = [*companies, *(room.id for room in problem.rooms), *(person.id for person in data.people)]
    assert [one for one, times in Counter(ids).items() if times > 1] == []
    assert {person.company for person in data.people} == set(companies)


def test_example_ranks_run_from_one_without_gaps(data: EventData) -> None:
    ranks: dict[str, list[int | None]] = {}
    for wish in data.problem.wishes:
        ranks.setdefault(wish.supplier, []).append(wish.rank)
    assert {who: own for who, own in ranks.items() if own != list(range(1, len(own) + 1))} == {}
    assert set(ranks) == {supplier.id for supplier in data.problem.suppliers}


def test_example_suppliers_come_from_afar_through_seven_partners(data: EventData) -> None:
    suppliers = data.problem.suppliers
    assert len({supplier.region for supplier in suppliers}) == 24
    assert len({supplier.partner for supplier in suppliers}) == 7
    hokuriku = {supplier.id for supplier in suppliers if supplier.region in HOKURIKU}
    assert len(hokuriku) == 3
    assert sum(wish.supplier in hokuriku for wish in data.problem.wishes) == 8


def test_example_shows_every_kind_of_demand(data: EventData) -> None:
    problem = data.problem
    wishes = problem.wishes
    assert [wish.supplier for wish in wishes if wish.must] == ["S04", "S31"]
    assert [wish.supplier for wish in wishes if wish.pin] == ["S10"]
    assert [wish.supplier for wish in wishes if wish.after] == ["S01"]
    assert [wish.session for wish in wishes if wish.session] == ["午後", "午前"]
    assert Counter(need for wish in wishes for need in wish.needs) == {
        "interpreter": 4,
        "coordinator": 3,
        "C1": 2,
    }
    assert [supplier.id for supplier in problem.suppliers if supplier.delegates == 2] == ["S17", "S18"]
    assert [buyer.id for buyer in problem.buyers if buyer.tables == 2] == ["B06"]


def test_example_has_the_letters_that_trip_programs(data: EventData) -> None:
    words = [supplier.name for supplier in data.problem.suppliers] + [person.name for person in data.people]
    assert {letter: any(letter in word for word in words) for letter in "髙﨑～𠮷"} == dict.fromkeys(
        "髙﨑～𠮷", True
    )
    assert max(len(supplier.name) for supplier in data.problem.suppliers) == 33


@pytest.mark.parametrize("file", sorted(EVENT.glob("*.csv")), ids=lambda file: file.name)
def test_example_files_open_in_excel_as_they_are(file: Path) -> None:
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_example_is_solved_to_proven_optimality_and_keeps_every_promise(data: EventData) -> None:
    result = solve(data.problem, time_limit=120)
    assert result.status is Status.OPTIMAL
    assert result.timetable is not None
    assert check(data.problem, result.timetable).violations == ()
    assert [(goal.name, goal.value) for goal in result.goals if goal.optimal] == [
        ("served", 72),
        ("served_buyers", 11),
        ("minimums", 0),
        ("score", 1434),
        ("breaks", 0),
        ("idle", 0),
        ("worst", 0),
        ("moves", 34),
    ]
    region = {supplier.id: supplier.region for supplier in data.problem.suppliers}
    assert sum(region[one.supplier] in HOKURIKU for one in result.timetable.interviews) == 8
    certain = {Reason.DECLINED, Reason.NO_COMMON_SLOT, Reason.CONFLICT}
    assert Counter(one.reason for one in result.unplaced if one.reason in certain) == {
        Reason.DECLINED: 5,
        Reason.NO_COMMON_SLOT: 2,
        Reason.CONFLICT: 1,
    }

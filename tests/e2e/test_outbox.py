"""What becomes of a scan that waits, whatever the server, the disk or the clock does: the modules alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.e2e.modules import empty_page, run_kiosk


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = empty_page(browser)
    yield page
    page.context.close()


@pytest.mark.chromium
@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_scan_that_the_server_does_not_take_is_shown_until_staff_dismiss_it(page: Page, status: int) -> None:
    found = run_kiosk(
        page,
        """
        const { store, box } = await kiosk("1STATUS", () => (
          { status: STATUS, body: { error: { code: "nonce_reused", message: "No." } } }));
        await box.add(scan("a"));
        await until(async () => (await store.waiting()).length === 0);
        const before = await store.conflicts();
        await store.dismiss("a");
        return [before, heard, await store.conflicts()];
        """.replace("STATUS", str(status)),
    )
    kept = {"nonce": "a", "at": "2026-11-26T01:00:00Z", "reason": "error", "company": None}
    assert found == [[kept | {"excerpt": "code of a"}], [["a", status]], []]


@pytest.mark.chromium
@pytest.mark.parametrize("status", [401, 403])
def test_kiosk_that_was_removed_keeps_its_scans_and_says_so(page: Page, status: int) -> None:
    found = run_kiosk(
        page,
        """
        let known = false;
        const { store, box } = await kiosk("2STATUS", () => known ? ok : (
          { status: STATUS, body: { error: { code: "forbidden", message: "No." } } }));
        await box.add(scan("a"));
        await until(() => waited.length === 1);
        const left = nonces(await store.waiting()), conflicts = await store.conflicts(), before = [...paired];
        known = true;
        box.deliver();
        await until(async () => (await store.waiting()).length === 0);
        return [left, conflicts, before.at(-1), paired.at(-1), heard];
        """.replace("STATUS", str(status)),
    )
    assert found == [["a"], [], False, True, [["a", 201]]]


@pytest.mark.chromium
def test_scan_at_which_the_server_fails_lets_the_others_go_first(page: Page) -> None:
    found = run_kiosk(
        page,
        """
        const { isStuck } = await import("/static/js/store.js");
        let ill = true;
        const { store, box, link } = await kiosk("3", (row) => {
          if (ill && row.nonce === "bad") throw new NoAnswer("500", true);
          return ok;
        });
        await store.add(scan("bad"));
        await store.add({ ...scan("undo-bad"), kind: "undo", of: "bad" });
        for (const nonce of ["b", "c"]) await store.add(scan(nonce));
        box.deliver();
        await until(async () => (await store.waiting()).length === 2);
        const tries = sent.filter(([nonce]) => nonce === "bad").length;
        const [stuck, undo] = await store.waiting();
        const order = sent.map(([nonce]) => nonce);
        await pause(100);
        const rested = sent.length === order.length;
        ill = false;
        link.up();
        await until(async () => (await store.waiting()).length === 0);
        const again = sent.slice(order.length);
        const names = again.map(([nonce]) => nonce);
        return [tries, isStuck(stuck), undo.sent, order.slice(-2), rested, names, again[0][1]];
        """,
    )
    assert found == [3, True, 0, ["b", "c"], True, ["bad", "undo-bad"], False]


@pytest.mark.chromium
@pytest.mark.parametrize("body", ['{"status": "o', "<html>sign in</html>", "null", "{}"])
def test_answer_that_was_cut_off_is_none_and_the_same_nonce_is_sent_again(page: Page, body: str) -> None:
    bodies: list[Any] = []

    def answer(route: Route) -> None:
        bodies.append(route.request.post_data_json)
        whole = json.dumps({"status": "ok"})
        route.fulfill(status=201, body=whole if len(bodies) > 1 else body, content_type="application/json")

    page.route("**/api/v1/checkins", answer)
    heard = run_kiosk(
        page,
        """
        const { reception } = await import("/static/js/kiosk/api.js");
        const server = reception("token", { answered() {}, failed() {} });
        const { store, box } = await kiosk("4" + String(Math.random()).slice(2), (row) => server.checkIn({ nonce: row.nonce }, "now"));
        await box.add(scan("a"));
        await until(async () => (await store.waiting()).length === 0);
        return [heard, await store.conflicts()];
        """,  # noqa: E501
    )
    page.unroute("**/api/v1/checkins", answer)
    assert heard == [[["a", 201]], []]
    assert [each["nonce"] for each in bodies] == ["a", "a"]


@pytest.mark.chromium
def test_half_an_answer_to_a_form_is_none(page: Page) -> None:
    def answer(route: Route) -> None:
        route.fulfill(status=201, body='{"attendee": {"id"', content_type="application/json")

    page.route("**/api/v1/walk-ins", answer)
    found = page.evaluate(
        """async () => {
          const { api } = await import("/static/js/api.js");
          return api("token").post("/walk-ins", {}).catch((error) => [error.status, error.passing]);
        }"""
    )
    page.unroute("**/api/v1/walk-ins", answer)
    assert found == [0, True]


@pytest.mark.chromium
def test_changed_form_is_another_request_and_an_unchanged_one_the_same(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          const { nonces } = await import("/static/js/nonces.js");
          const nonce = nonces();
          const [first, again, other] = ["A", "A", "B"].map((name) => nonce.of({ name }));
          nonce.done();
          return [first === again, first === other, other === nonce.of({ name: "B" })];
        }"""
    )
    assert found == [True, False, False]


HANGS = {
    "open": "IDBFactory.prototype.open = () => ({});",
    "transaction": """
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function () { return hangs ? {} : put.apply(this, arguments); };
        IDBTransaction.prototype.abort = () => {};
    """,
}


@pytest.mark.chromium
@pytest.mark.parametrize("what", HANGS)
def test_disk_that_hangs_keeps_nobody_waiting_and_loses_nothing(browser: Browser, what: str) -> None:
    page = empty_page(browser)
    found = run_kiosk(
        page,
        """
        let hangs = false;
        const safe = [];
        """
        + (HANGS[what] if what == "transaction" else "")
        + """
        const early = await openStore("5");
        await early.add(scan("early"));
        await early.waiting();
        early.close();
        """
        + (HANGS[what] if what == "open" else "")
        + """
        const store = await openStore("5", { onSafe: (is) => safe.push(is) });
        const before = nonces(await store.waiting());
        hangs = true;
        const link = { down: true, failed() {}, late() {}, onUp() {} };
        const box = outbox({
          store, link, channel: new EventTarget(), ready() {}, onAnswer() {},
          send() { throw new NoAnswer("gone"); },
          onWaiting() { waited.push(performance.now() - began); return { verdict: "ok", company: null }; },
          onPaired() {}, onChange() {},
        });
        const began = performance.now();
        await box.add(scan("a"));
        const took = performance.now() - began;
        await until(() => waited.length === 1);
        return [before, nonces(await store.waiting()), safe, waited[0] < 3_500, took < 6_000];
        """,
    )
    before = ["early"] if what == "transaction" else []
    assert found == [before, [*before, "a"], [False], True, True]
    page.context.close()


@pytest.mark.chromium
def test_kiosk_goes_back_to_the_database_that_answers_again(browser: Browser) -> None:
    page = empty_page(browser)
    page.clock.install()
    run_kiosk(
        page,
        """
        const { openDatabase } = await import("/static/js/database.js");
        const whole = IDBFactory.prototype.open;
        window.safe = [];
        const earlier = await openStore("6");
        await earlier.add(scan("earlier"));
        earlier.close();
        IDBFactory.prototype.open = () => { throw new Error("ill"); };
        const store = await openStore("6", { onSafe: (is) => safe.push(is) });
        await store.add(scan("meanwhile"));
        IDBFactory.prototype.open = whole;
        window.store = store;
        window.inDatabase = async () => {
          const database = await openDatabase("mendan-kiosk-6");
          const rows = await database.run((step) => step.list("waiting"));
          database.close();
          return nonces(rows);
        };
        """,
    )
    before = page.evaluate("async () => [await inDatabase(), (await store.waiting()).length, safe]")
    page.clock.fast_forward(31_000)
    found = run_kiosk(
        page,
        """
        await until(() => safe.length === 2);
        return [nonces(await store.waiting()), await inDatabase(), safe, Object.keys(localStorage)];
        """,
    )
    both = ["earlier", "meanwhile"]
    assert (before, found) == ([["earlier"], 1, [False]], [both, both, [False, True], []])
    page.context.close()


@pytest.mark.chromium
def test_server_that_fails_to_tell_the_time_has_failed_at_no_scan(page: Page) -> None:
    found = run_kiosk(
        page,
        """
        let ill = true, asked = 0;
        const ready = () => { asked += 1; if (ill) throw new NoAnswer("500", true); };
        const { store, box } = await kiosk("7", () => ok, ready);
        await box.add(scan("a"));
        for (let times = 2; times < 6; times += 1) {
          await until(() => asked >= times);
          box.deliver();
        }
        const [{ failed = 0, sent: tried }] = await store.waiting();
        const before = [failed, tried, sent.length, waited];
        ill = false;
        box.deliver();
        await until(async () => (await store.waiting()).length === 0);
        return [...before, sent.length];
        """,
    )
    assert found == [0, 0, 0, ["a"], 1]


@pytest.mark.chromium
@pytest.mark.parametrize(
    ("what", "reason"), [("checkin", "not_undone"), ("departure", "departure_not_undone")]
)
def test_what_could_not_be_undone_is_called_by_its_name(page: Page, what: str, reason: str) -> None:
    found = page.evaluate(
        """async (what) => {
          const { conflictOf } = await import("/static/js/kiosk/conflicts.js");
          const row = { kind: "undo", nonce: "undo-a", of: "a", what, scanned_at: "2026-11-26T01:00:00Z" };
          return conflictOf(row, { status: 403, body: { error: { code: "other_device" } } }).reason;
        }""",
        what,
    )
    assert found == reason


SLEEP = """async ({ row, clock: set, now, wall }) => {
  const { eventClock } = await import("/static/js/clock.js");
  const { stampNow, clockWatch } = await import("/static/js/kiosk/when.js");
  const clock = eventClock("Asia/Tokyo");
  clock.set({ now: set.said, speed: 1, rehearsal: false }, set.at);
  const watch = clockWatch();
  watch.set(0, 0);
  return [new Date(stampNow(row, clock, now, wall)).toISOString(), watch.doubtful(now, wall)];
}"""
"""A scan at 01:00:00, a minute after the page began; sent when both of its clocks say so."""
ROW = {"tick": 60_000, "kept": 60_000, "scanned_at": "2026-11-26T01:00:00.000Z"}


@pytest.mark.chromium
@pytest.mark.parametrize(
    ("said", "at", "now", "wall", "sent", "doubtful"),
    [
        # Ten minutes later, awake all the time.
        ("01:10:00", 660_000, 660_000, 660_000, "01:10:00", False),
        # Asleep for an hour of them, and the server has said so.
        ("02:10:00", 660_000, 660_000, 4_260_000, "02:10:00", True),
        # The tablet's own time of day was set an hour on: the server knows of no such hour.
        ("01:10:00", 660_000, 660_000, 4_260_000, "01:10:00", True),
        # Asleep for an hour, and the organiser has set the event's clock a little.
        ("02:12:00", 660_000, 660_000, 4_260_000, "02:10:00", True),
        # Its time of day was set back.
        ("01:10:00", 660_000, 660_000, -9_000_000, "01:10:00", True),
    ],
)
def test_scan_is_as_old_as_it_is_though_the_tablet_slept(
    page: Page, said: str, at: int, now: int, wall: int, sent: str, doubtful: bool
) -> None:
    set_to = {"said": f"2026-11-26T{said}Z", "at": at}
    found = page.evaluate(SLEEP, {"row": ROW, "clock": set_to, "now": now, "wall": wall})
    assert found == [f"2026-11-26T{sent}.000Z", doubtful]


@pytest.mark.chromium
def test_scan_of_the_event_waits_while_a_rehearsal_is_served_and_is_sent_after_it(page: Page) -> None:
    found = run_kiosk(
        page,
        """
        const before = await openStore("61", { event: "1" });
        await before.add(scan("real"));
        before.close();
        const during = await kiosk("61", () => ok, () => {}, "2@2026-11-20T01:00");
        await during.box.add(scan("practised"));
        await until(() => heard.length === 1);
        const left = nonces(await during.store.waiting());
        await until(async () => !(await during.store.get("lease")));
        const after = await kiosk("61", () => ok);
        await until(() => heard.length === 2);
        return [heard, left, nonces(await after.store.waiting()), await after.store.conflicts()];
        """,
    )
    assert found == [[["practised", 201], ["real", 201]], [], [], []]


@pytest.mark.chromium
def test_scan_of_an_event_that_is_not_served_just_now_is_kept(page: Page) -> None:
    found = run_kiosk(
        page,
        """
        const elsewhere = { status: 409, body: { error: { code: "other_event", message: "No." } } };
        const { store, box } = await kiosk("63", () => elsewhere);
        await box.add(scan("real"));
        await until(() => waited.length === 1);
        return [nonces(await store.waiting()), await store.conflicts(), heard];
        """,
    )
    assert found == [["real"], [], []]


@pytest.mark.chromium
def test_nothing_of_a_rehearsal_stays_in_a_kiosk(page: Page) -> None:
    found = run_kiosk(
        page,
        """
        const refused = { status: 422, body: { status: "refused", reason: "unknown" } };
        const first = await kiosk("62", (row) => {
          if (row.nonce === "told") return refused;
          throw new NoAnswer("gone");
        }, () => {}, "2@2026-11-20T01:00");
        await first.store.add({ ...scan("told"), told: { verdict: "ok", company: null } });
        first.box.deliver();
        await until(async () => (await first.store.conflicts()).length === 1);
        await first.box.add(scan("late"));
        await until(() => waited.length === 1);
        first.store.close();
        const again = await openStore("62", { event: "2@2026-11-21T01:00" });
        return [await again.waiting(), await again.conflicts()];
        """,
    )
    assert found == [[], []]

"""Scans that another kiosk has left in this browser: taken over once, and from nobody at work."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.e2e.modules import empty_page, run_kiosk, serve_modules

pytestmark = pytest.mark.chromium
ORPHANS = """
const { orphanage } = await import("/static/js/kiosk/orphans.js");
const { markPresence } = await import("/static/js/kiosk/presence.js");
const { marksOf } = await import("/static/js/store.js");
const left = async (device, event, ...rows) => {
  const store = await openStore(device, { event });
  for (const nonce of rows) await store.add(scan(nonce));
  store.close();
};
/** A kiosk that looks for what others have left, once at its beginning. */
const opens = async (device, event, mayName = true) => {
  const { store, box } = await kiosk(device, () => ok, () => {}, event);
  const look = orphanage({ store, device, event, mayName, onFound: box.deliver });
  await look();
  return { store, look };
};
const shown = async (store) => (await store.conflicts()).map(({ reason, excerpt }) => [reason, excerpt]);
const empty = (store) => until(async () => (await store.waiting()).length === 0);
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = empty_page(browser)
    yield page
    page.context.close()


def test_scans_of_a_removed_kiosk_are_sent_by_the_next_of_the_event_or_shown(page: Page) -> None:
    found = run_kiosk(
        page,
        ORPHANS
        + """
        await left("71", "1", "a", "b");
        await left("72", "2", "far");
        const at = await openStore("73", { event: "1" }); // is sending just now
        await at.add(scan("busy"));
        await at.lease("somebody", Date.now(), Date.now() + 8_000);
        const { store: one } = await opens("74", "1");
        await empty(one);
        const names = heard.map(([nonce]) => nonce);
        const first = [names, nonces(await one.conflicts()), nonces(await at.waiting()), await shown(one)];
        one.close();
        const { store: two } = await opens("75", "2"); // of the other event, at last
        await until(() => heard.length === 3);
        await empty(two);
        return [...first, heard.map(([nonce]) => nonce), await two.conflicts(), await one.conflicts()];
        """,
    )
    assert found == [["a", "b"], ["far"], ["busy"], [["elsewhere", "code of far"]], ["a", "b", "far"], [], []]


def test_scans_that_rest_are_left_to_their_page_as_long_as_it_lives(page: Page) -> None:
    found = run_kiosk(
        page,
        ORPHANS
        + """
        await left("81", "1", "rests");
        const alive = await openStore("81", { event: "1" });
        await alive.beat("page");
        const { look } = await opens("82", "1");
        for (let looks = 0; looks < 30; looks += 1) {
          await alive.beat("page");
          await look();
        }
        const kept = nonces(await alive.waiting());
        let looks = 0; // from now on the page is dead
        for (; (await alive.waiting()).length > 0; looks += 1) await look();
        await until(() => heard.length === 1);
        return [kept, looks, sent.length];
        """,
    )
    assert found == [["rests"], 9, 1]


def test_page_that_was_left_is_followed_at_once_and_one_that_died_later(page: Page) -> None:
    other = page.context.new_page()
    serve_modules(other)
    for goes in ("left", "died"):
        other.goto(page.url)
        run_kiosk(other, ORPHANS + 'await markPresence(await openStore("83", { event: "1" }), () => {});')
        assert run_kiosk(page, ORPHANS + 'return (await marksOf("83")).split(",").length') == 1
        if goes == "left":
            other.goto("about:blank")
            run_kiosk(page, ORPHANS + 'await until(async () => (await marksOf("83")) === "")')
        else:
            with other.expect_event("crash"), contextlib.suppress(Error):
                other.goto("chrome://crash")
            assert run_kiosk(page, ORPHANS + 'return (await marksOf("83")) === ""') is False


def test_page_that_wakes_after_others_sent_its_scans_sends_none_again_and_knows(page: Page) -> None:
    found = run_kiosk(
        page,
        ORPHANS
        + """
        let wake, taken = 0;
        const asleep = new Promise((done) => { wake = done; });
        const { store, box } = await kiosk("84", () => ok, () => asleep);
        await markPresence(store, () => { taken += 1; });
        await box.add(scan("a")); // just then it falls asleep
        await store.forget([]); // so long that its mark counts for nothing
        const { store: next } = await opens("85", "1");
        await empty(next);
        const before = sent.length;
        wake();
        await until(() => taken === 1); // with the next beat of its own
        await box.withdraw("nothing"); // whatever it does now, it looks for what is to be sent
        await box.add(scan("b"));
        await empty(store);
        return [before, sent.map(([nonce]) => nonce), taken];
        """,
    )
    assert found == [1, ["a", "b"], 1]


def test_scan_carries_its_event_and_one_of_before_goes_with_its_kiosk(page: Page) -> None:
    found = run_kiosk(
        page,
        ORPHANS
        + """
        await left("86", null, "old"); // as an earlier version kept it, of nobody knows which event
        await left("87", null, "named"); // and as one did that wrote the event beside it
        const named = await openStore("87");
        await named.put("event", "1");
        const { store: one } = await opens("88", "1");
        await empty(one);
        const first = [heard.map(([nonce]) => nonce), await shown(one)];
        await one.add(scan("new"));
        first.push((await one.waiting()).map(({ event }) => event));
        await one.forget(["new"]);
        const { store: same } = await opens("86", "1"); // that kiosk again
        await until(() => heard.length === 2);
        await empty(same);
        await left("89", null, "mine");
        const own = await openStore("89", { event: "1" });
        first.push((await own.waiting()).map(({ event }) => event));
        return [...first, heard.map(([nonce]) => nonce), await one.conflicts()];
        """,
    )
    assert found == [["named"], [["elsewhere", "code of old"]], ["1"], ["1"], ["named", "old"], []]


def test_scan_by_name_waits_for_a_kiosk_that_may_search(page: Page) -> None:
    found = run_kiosk(
        page,
        ORPHANS
        + """
        const past = await openStore("91", { event: "1" });
        await past.add({ nonce: "name", attendee: "A7", scanned_at: "2026-11-26T01:00:00Z" });
        await past.change("name", { sent: 1 });
        await past.withdraw("name");
        await past.add(scan("badge"));
        past.close();
        const { store: self } = await opens("92", "1", false);
        await empty(self);
        const names = heard.map(([nonce]) => nonce);
        const first = [names, nonces(await self.conflicts()), (await shown(self))[0]];
        const { store: desk } = await opens("93", "1");
        await until(() => heard.length === 3);
        await empty(desk);
        return [...first, heard.map(([nonce]) => nonce)];
        """,
    )
    assert found == [["badge"], ["name", "undo-name"], ["by_name", "A7"], ["badge", "name", "undo-name"]]

"""The room's modules alone in a browser: what is pressed stays in order, and the screen stays awake."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.modules import empty_page


@pytest.mark.chromium
def test_screen_stays_awake_where_there_is_no_wake_lock(browser: Browser) -> None:
    page = empty_page(browser)
    assert page.evaluate("() => !navigator.wakeLock")
    page.evaluate('async () => { (await import("/static/js/awake.js")).stayAwake(); }')
    page.click("body", force=True)
    page.wait_for_function(
        "() => [...document.querySelectorAll('video')].some((film) => !film.paused && film.currentTime > 0)"
    )


QUEUE = """async () => {
  const { openStore } = await import("/static/js/store.js");
  const { makeQueue } = await import("/static/js/room/queue.js");
  const store = await openStore("1", { event: "1", prefix: "mendan-room-" });
  const sent = [], answered = [];
  let ill = true;
  const queue = makeQueue({
    store, onChange() {}, onAnswer: (row) => answered.push(row.path), reload: async () => {},
    async post(path) {
      sent.push(path);
      if (ill && path === "/a1") throw Object.assign(new Error(), { status: 500, passing: true });
      return {};
    },
  });
  const until = async (done) => { while (!done()) await new Promise((go) => setTimeout(go, 10)); };
  await queue.add("action", 1, "/a1", {});
  await queue.add("action", 1, "/a2", {});
  await queue.add("action", 2, "/b1", {});
  await until(() => answered.includes("/b1"));
  const before = [...answered];
  ill = false;
  await queue.wake();
  await until(() => answered.length === 3);
  return { before, answered, tries: sent.filter((path) => path === "/a1").length };
}"""


@pytest.mark.chromium
def test_press_the_server_fails_at_holds_up_its_own_interview_alone(browser: Browser) -> None:
    found = empty_page(browser).evaluate(QUEUE)
    assert found["before"] == ["/b1"]
    assert found["answered"] == ["/b1", "/a1", "/a2"]
    assert found["tries"] == 4

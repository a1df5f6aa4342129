"""Models of screens alone in a browser: nobody is sent to what is over, nor told that all is if it is not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route

from tests.e2e.modules import empty_page

pytestmark = pytest.mark.chromium
HALL = """
const at = (text, day = 26) => `2026-11-${day}T${text}:00+09:00`;
const one = (id, starts, ends, state = "scheduled", day = 26) => ({
  id, state, starts: at(starts, day), ends: at(ends, day), buyer: { id: "B" }, supplier: { id: `S${id}` },
});
"""


def test_index_sends_nobody_to_what_is_over_unless_the_table_is_behind(browser: Browser) -> None:
    found = empty_page(browser).evaluate(
        "async () => {"
        + HALL
        + """
        const { whereabouts } = await import("/static/js/board/model.js");
        const index = ["S1", "S2", "S3", "B"].map((id) => ({ company: { id }, head: "あ" }));
        const rows = (first) => [{ interviews: [
          one(1, "10:00", "10:20", first), one(2, "10:20", "10:40"), one(3, "11:00", "11:20"),
        ] }];
        const look = (first) =>
          whereabouts({ index, rows: rows(first) }, () => Date.parse(at("10:45")))
            .map(({ entry, interview }) => [entry.company.id, interview.id]);
        return [look("scheduled"), look("called"), look("in_progress")];
        }"""
    )
    nobody_presses, called, behind = found
    assert nobody_presses == [["S3", 3], ["B", 3]]
    assert called == [["S1", 1], ["S3", 3], ["B", 1]]
    assert behind == [["S1", 1], ["S2", 2], ["S3", 3], ["B", 1]]


def test_phone_says_that_all_is_over_only_when_it_is(browser: Browser) -> None:
    found = empty_page(browser).evaluate(
        "async () => {"
        + HALL
        + """
        const { whyNowhere } = await import("/static/js/phone/model.js");
        const why = (...held) => whyNowhere(held, Date.parse(at("17:00")), (one) => /11-26/.test(one.starts));
        const [done, missed] = [one(1, "10:00", "10:20", "finished"), one(2, "11:00", "11:20", "no_show")];
        return [
          why(), why(done, missed), why(done, one(3, "13:00", "13:20")),
          why(done, one(4, "10:00", "10:20", "scheduled", 27)),
          why(done, one(5, "10:00", "10:20", "scheduled", 25)),
        ];
        }"""
    )
    assert found == ["none", "done", "passed", "later", "done"]


LINE = """
export function io() {
  const on = {};
  const line = {
    active: true, off() {}, disconnect() {}, on: (name, heard) => (on[name] = heard),
    timeout: () => ({ emitWithAck: async () => ({ ok: true, revision: 1, event: 1 }) }),
  };
  setTimeout(() => on.connect());
  setInterval(() => on.pulse({ topic: "board", revision: globalThis.revision, clock: {} }), 5_000);
  return line;
}
"""


def test_screen_whose_line_is_alone_alive_says_that_it_is_behind(browser: Browser) -> None:
    page = empty_page(browser)

    def line(route: Route) -> None:
        route.fulfill(body=LINE, content_type="text/javascript")

    page.route("**/socket.io.esm.min.js", line)
    page.clock.install()
    page.evaluate(
        """async () => {
          const { connectLive } = await import("/static/js/live.js");
          globalThis.revision = 1;
          globalThis.said = [];
          connectLive({
            token: "t", topic: "board", onSnapshot() {}, onNews() {},
            async loadSnapshot() {
              if (globalThis.down) throw Object.assign(new Error(), { status: 500 });
              return { revision: globalThis.revision, event: { id: 1 } };
            },
            onStale: () => globalThis.said.push("stale"), onFresh: () => globalThis.said.push("fresh"),
          });
        }"""
    )
    page.clock.run_for(3_000)
    assert page.evaluate("said") == ["fresh"]
    page.evaluate("() => { globalThis.down = true; globalThis.revision = 2; }")
    page.clock.run_for(30_000)
    assert page.evaluate("said") == ["fresh", "stale"]
    page.evaluate("() => { globalThis.down = false; }")
    page.clock.run_for(10_000)
    assert page.evaluate("said") == ["fresh", "stale", "fresh"]
    page.context.close()

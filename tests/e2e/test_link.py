"""When a kiosk answers by itself, and when it holds the server for gone: the module alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.modules import empty_page, run_kiosk

LINK = """
const { makeLink } = await import("/static/js/kiosk/link.js");
let told = 0, ups = 0;
const link = makeLink(() => { told += 1; });
link.onUp(() => { ups += 1; });
const after = (step) => { step(); return [link.down, link.away, told, ups]; };
"""


@pytest.mark.chromium
def test_slow_server_is_answered_for_and_not_held_for_gone(browser: Browser) -> None:
    page = empty_page(browser)
    found = run_kiosk(
        page,
        LINK
        + """
        return [
          after(() => link.late()),
          after(() => link.answered(3_000)),
          after(() => link.failed()),
          after(() => link.late()), // of which nobody knows better
          after(() => link.answered(3_000)), // slow, and there again
          after(() => link.answered(100)),
          after(() => link.answered(3_000)),
        ];
        """,
    )
    assert found == [
        [True, False, 1, 0],
        [True, False, 1, 0],
        [True, True, 2, 0],
        [True, True, 2, 0],
        [True, False, 3, 0],
        [False, False, 4, 1],
        [True, False, 5, 1],
    ]
    page.context.close()

"""Whose answer is on the screen, and that the next badge is always answered: the module alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.modules import empty_page, run_kiosk

pytestmark = pytest.mark.chromium
LINE = """
const { turns } = await import("/static/js/kiosk/turns.js");
const line = turns();
const shown = [];
const read = (nonce) => line.add(nonce, () => shown.push(`checking ${nonce}`));
const answer = (nonce, text = nonce) => line.say(nonce, () => shown.push(text));
const sees = (text) => until(() => shown.at(-1) === text);
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = empty_page(browser)
    yield page
    page.context.close()


def _shown(page: Page, script: str) -> Any:
    return run_kiosk(page, LINE + script)


def test_next_badge_is_answered_after_the_answer_on_the_screen_was_taken_back(page: Page) -> None:
    found = _shown(
        page,
        """
        read("a");
        answer("a"); // the desk's other screens leave it there
        read("a"); // taken back from one of them
        answer("a", "a undone");
        read("b");
        answer("b");
        await sees("b");
        return shown;
        """,
    )
    assert found == ["a", "a undone", "b"]


def test_next_badge_is_answered_after_an_older_one_was_taken_back(page: Page) -> None:
    found = _shown(
        page,
        """
        read("a");
        answer("a");
        read("before");
        answer("before", "before undone");
        await sees("before undone");
        read("b");
        answer("b");
        await sees("b");
        return shown;
        """,
    )
    assert found == ["a", "before undone", "b"]


def test_answer_that_is_being_taken_back_stays_until_that_is_said(page: Page) -> None:
    found = _shown(
        page,
        """
        for (const nonce of ["a", "b"]) read(nonce);
        for (const nonce of ["a", "b"]) answer(nonce); // b follows in a moment
        read("a");
        await pause(2_000); // longer than a's answer has to be seen
        const meanwhile = [...shown];
        answer("a", "a undone");
        await sees("b");
        return [meanwhile, shown];
        """,
    )
    assert found == [["a"], ["a", "a undone", "b"]]


def test_badge_whose_answer_takes_long_is_being_checked_meanwhile(page: Page) -> None:
    found = _shown(
        page,
        """
        read("a");
        await sees("checking a");
        answer("a");
        line.leave();
        answer("a", "too late"); // its person has gone
        read("b");
        answer("b");
        return shown;
        """,
    )
    assert found == ["checking a", "a", "b"]

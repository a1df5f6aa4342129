"""A real server in a process of its own, and a real browser looking at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.conftest import program
from tests.e2e.server import Prepared, Server

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Prepared]:
    """The demonstration, made the first time it is asked for."""
    return cache(lambda: Prepared(tmp_path_factory.mktemp("prepared")))


@pytest.fixture
def server(tmp_path: Path, prepared: Callable[[], Prepared]) -> Iterator[Server]:
    """A server over an empty instance; the test starts it, kills it and starts it again."""
    server = Server(tmp_path / "instance", prepared)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of browsers: a second one cannot be started in the same thread."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A headless Chromium; tests open contexts of their own in it."""
    chromium = playwright.chromium.launch(executable_path=program("chromium"), args=CHROMIUM_ARGS)
    yield chromium
    chromium.close()


@pytest.fixture(autouse=True, scope="module")
def _screens_end_with_their_module(request: pytest.FixtureRequest) -> Iterator[None]:
    yield from _closed_at_the_end(request)


@pytest.fixture(autouse=True)
def _screens_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    yield from _closed_at_the_end(request)


def _closed_at_the_end(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what is opened from here on: screens left open call for their dead server until the last test."""
    browser: Browser | None = None
    if "browser" in request.fixturenames:
        browser = request.getfixturevalue("browser")
    before = browser.contexts if browser else []
    yield
    for context in browser.contexts if browser else []:
        if context not in before:
            context.close()

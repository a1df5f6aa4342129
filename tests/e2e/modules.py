"""The kiosk's modules alone in a browser, with no server behind them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from tests.e2e.offline import HALL

ROOT = Path(__file__).parents[2]
EMPTY = "<!doctype html><html lang='en'><body></body></html>"


def serve_modules(page: Page) -> None:
    """Answer this page's requests from the project's own files; whatever is no script is empty."""

    def serve(route: Route) -> None:
        path = ROOT / route.request.url.split("/", 3)[3].split("?")[0]
        if path.suffix == ".js":
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body=EMPTY, content_type="text/html")

    page.route("**/*", serve)


def empty_page(browser: Browser) -> Page:
    """A page on plain HTTP that can import the project's modules, in a context of its own."""
    page = browser.new_context().new_page()
    serve_modules(page)
    page.goto(f"http://{HALL}/")
    return page

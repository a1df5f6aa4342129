"""Takes the pictures of docs/tablets.md: `python -m tests.e2e.guide_pictures docs/images`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import program
from tests.e2e.conftest import CHROMIUM_ARGS
from tests.e2e.server import Server

LAPTOP = "pc.local:5050"
"""The address that stands in the pictures."""


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as instance, sync_playwright() as playwright:
        server = Server(Path(instance, "instance"))
        server.start("--https", "--host", "127.0.0.1")
        rules = f"--host-resolver-rules=MAP {LAPTOP} 127.0.0.1:{server.port}"
        browser = playwright.chromium.launch(
            executable_path=program("chromium"), args=[*CHROMIUM_ARGS, rules]
        )
        try:
            page = browser.new_page(viewport={"width": 1240, "height": 800})
            for language in ("ja", "en"):
                page.goto(f"http://{LAPTOP}/certificate?lang={language}")
                for number, kind in enumerate(("ipad", "android")):
                    section = page.locator("main.guide > section").nth(number)
                    section.screenshot(path=folder / f"tablet-{kind}-{language}.png")
        finally:
            server.stop()
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

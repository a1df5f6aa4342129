"""The kiosk reads and hashes badge codes as the server does, on plain HTTP, where browsers lend no hash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.e2e.offline import HALL

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/badge_codes.json").read_text("utf-8"))
READ = """async ({ salt, raws }) => {
  const { fold } = await import("/static/js/kiosk/codes.js");
  const { blinded } = await import("/static/js/kiosk/directory.js");
  return raws.map((raw) => [fold(raw), fold(raw) && blinded(fold(raw), salt)]);
}"""


@pytest.mark.chromium
def test_kiosk_reads_and_hashes_codes_as_the_vectors_say(browser: Browser) -> None:
    def serve(route: Route) -> None:
        path = ROOT / route.request.url.split("/", 3)[3]
        if path.suffix == ".js":
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page = browser.new_page()
    page.route("**/*", serve)
    page.goto(f"http://{HALL}/")
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    raws = [vector["raw"] for vector in VECTORS["codes"]]
    found = page.evaluate(READ, {"salt": VECTORS["salt"], "raws": raws})
    assert found == [[vector["code"], vector["hash"]] for vector in VECTORS["codes"]]
    page.close()

"""Company names in a browser: whole in any width, short where there is little room."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.modules import empty_page

pytestmark = pytest.mark.chromium
PUT = """async (name) => {
  const { putName } = await import("/static/js/dom.js");
  const line = document.body.appendChild(document.createElement("p"));
  putName(line, { name });
  return [line.textContent, [...line.querySelectorAll(".unbroken")].map((one) => one.textContent)];
}"""
SHORT = """async (names) => {
  const { shortName } = await import("/static/js/dom.js");
  return names.map(shortName);
}"""


def test_name_is_shown_whole_and_its_hiragana_in_one_piece(browser: Browser) -> None:
    page = empty_page(browser)
    name = "一般社団法人多摩丘陵ものづくり支援機構"
    assert page.evaluate(PUT, name) == [name, ["ものづくり"]]
    long = "株式会社ながいながいなまえのかいしゃ"
    assert page.evaluate(PUT, long) == [long, []]  # may be broken: it might not fit otherwise


def test_short_name_has_no_legal_form(browser: Browser) -> None:
    names = ["株式会社髙崎精機", "横河電機株式会社", "Akagimine Press Co., Ltd.", "IHI, Ltd., Systems Group"]
    assert empty_page(browser).evaluate(SHORT, [*names, "株式会社"]) == [
        "髙崎精機", "横河電機", "Akagimine Press", "IHI, Ltd., Systems Group", "株式会社",
    ]  # fmt: skip

"""Every kind of reader that types like a keyboard, on a page with every kind of field."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route

from kiosk.domain.badge_codes import ALPHABET, LENGTH, fold

STATIC = Path(__file__).resolve().parents[2] / "static"
HOME = "http://kiosk.test"
CODE = "4X3K989MH832CX2KJB10"
OTHER = "7YQ2WVT5S0N6RPEDGZA1"
SETTLED_MS = 250
"""Longer than the silence after which a whole code is taken."""
GIVEN_UP_MS = 700
"""Longer than the silence after which anything else is taken, or forgotten."""
LOOKED_MS = 1_000
"""The page looks so often whether it has the focus."""
PAGE = """<!doctype html><body>
<p data-ready></p><button data-wake hidden>wake</button>
<form><input id="typed" value="abc"><input id="search" type="search" value="abc">
<textarea id="note">abc</textarea>
<input id="box" type="checkbox"><button>send</button></form><button id="button">press</button>
<script type="module">
import { fold } from "/static/js/kiosk/codes.js";
import { showFocus } from "/static/js/kiosk/focus.js";
import { listen } from "/static/js/kiosk/scanner.js";
window.got = []; window.pressed = 0; window.sent = 0; window.fold = fold;
window.reader = listen((text) => window.got.push(text));
document.querySelector("#button").addEventListener("click", () => { window.pressed += 1; });
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  window.sent += 1;
});
showFocus();
window.begun = true;
</script>"""
STAMPED = """([symbols, pause]) => {
  let at = performance.now();
  for (const [number, symbol] of [...symbols].entries()) {
    at += number === symbols.length / 2 ? pause : 2;
    const event = new KeyboardEvent("keydown", {key: symbol, bubbles: true, cancelable: true});
    Object.defineProperty(event, "timeStamp", {value: at});
    document.body.dispatchEvent(event);
  }
}"""
"""Keys that come all at once because the page was busy, though they were pressed one after the other."""


TYPED = """([place, symbols, gaps, end]) => {
  const field = document.querySelector(place);
  field.focus();
  let at = performance.now();
  const press = (key) => {
    const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
    Object.defineProperty(event, "timeStamp", {value: at});
    return field.dispatchEvent(event);
  };
  for (const [number, symbol] of [...symbols].entries()) {
    at += gaps[number % gaps.length];
    if (press(symbol)) field.value += symbol;
  }
  at += gaps[0];
  if (end) press(end);
}"""
"""Keys into a field, each so long after the one before; how busy the machine is does not matter."""
SLOW = [30]
PAUSING = [30, 30, 25, 30, 400, 30, 28, 30, 30, 30, 30, 30, 30, 450, 30, 30, 30, 30, 30, 30]
HASTY = [60]
IN_PAIRS = [20, 110]
"""Two fingers that roll over each other, and the way to the next two."""


class Reader:
    """A keyboard-wedge reader at a page; keys go the way that a real keyboard's go.

    The page's time passes only as told: how long a busy machine takes from key to key does not matter.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys: CDPSession = page.context.new_cdp_session(page)

    def wait(self, ms: int) -> None:
        """Let time pass in the page."""
        self.page.clock.run_for(ms)

    def read(self, text: str, suffix: str = "", *, pause: int = 2) -> None:
        """`pause` ms after each key, 2 as readers type; `suffix` is Enter, Tab or nothing."""
        for symbol in text:
            self.page.keyboard.type(symbol)
            self.wait(pause)
        if suffix:
            self.page.keyboard.press(suffix)

    def read_wide(self, text: str) -> None:
        """Keys as a keyboard in full-width mode gives them."""
        for symbol in text:
            wide = chr(ord(symbol) + 0xFEE0)
            self._key(key=wide, code=_place(symbol), text=wide)
            self.wait(2)

    def read_composed(self, text: str) -> None:
        """Keys that an input method composes into the focused field; its Enter commits them."""
        composed = ""
        for symbol in text:
            composed += chr(ord(symbol) + 0xFEE0)
            self._key(key="Process", code=_place(symbol), windowsVirtualKeyCode=229)
            end = len(composed)
            self.keys.send(
                "Input.imeSetComposition", {"text": composed, "selectionStart": end, "selectionEnd": end}
            )
            self.wait(2)
        self._key(key="Process", code="Enter", windowsVirtualKeyCode=229)
        self.keys.send("Input.insertText", {"text": composed})

    def _key(self, *, text: str = "", **key: object) -> None:
        down = "keyDown" if text else "rawKeyDown"
        self.keys.send("Input.dispatchKeyEvent", {"type": down, "text": text, **key})
        self.keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    @property
    def got(self) -> list[str]:
        """What the page has taken for badges, once nothing more can come of it."""
        self.wait(SETTLED_MS)
        found: list[str] = self.page.evaluate("window.got")
        return found

    def count(self, what: str) -> int:
        number: int = self.page.evaluate(f"window.{what}")
        return number


def _place(symbol: str) -> str:
    return f"Digit{symbol}" if symbol.isdigit() else f"Key{symbol}"


def _answer(route: Route) -> None:
    path = re.sub(r"^https?://[^/]+|\?.*", "", route.request.url)
    if path.startswith("/static/"):
        route.fulfill(path=STATIC / path.removeprefix("/static/"))
    else:
        route.fulfill(body=PAGE, content_type="text/html")


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", _answer)
    page.clock.install()
    page.goto(HOME)
    page.wait_for_function("window.begun")
    page.clock.pause_at(page.evaluate("Date.now() / 1_000 + 1"))
    yield Reader(page)
    context.close()


pytestmark = pytest.mark.chromium


@pytest.mark.parametrize("suffix", ["Enter", "Tab", ""])
def test_badge_is_read_wherever_the_focus_is(reader: Reader, suffix: str) -> None:
    reader.read(CODE, suffix)
    assert reader.got == [CODE]
    places = ["#button", "#box", "#typed", "#search", "#note"]
    for number, place in enumerate(places):
        reader.page.evaluate("window.reader.forgetLast()")
        reader.page.focus(place)
        reader.read(CODE, suffix)
        assert reader.got == [CODE] * (2 + number), place
    values = reader.page.eval_on_selector_all(
        "#typed, #search, #note", "(all) => all.map((one) => one.value)"
    )
    assert values == ["abc"] * 3
    assert (reader.count("pressed"), reader.count("sent")) == (0, 0)
    assert not reader.page.is_checked("#box")


def test_badge_is_read_in_full_width_mode(reader: Reader) -> None:
    reader.read_wide(CODE)
    assert reader.got == [CODE]
    reader.page.focus("#typed")
    reader.page.evaluate("window.reader.forgetLast()")
    reader.read_wide(CODE)
    assert reader.got == [CODE, CODE]
    assert reader.page.input_value("#typed") == "abc"


@pytest.mark.parametrize("place", ["#typed", "#search", "#note"])
def test_badge_is_read_through_an_input_method(reader: Reader, place: str) -> None:
    reader.page.focus(place)
    reader.read_composed(CODE)
    assert reader.got == [CODE]
    assert reader.page.input_value(place) == "abc"
    assert reader.count("sent") == 0


@pytest.mark.parametrize("suffix", ["Enter", "Control+M", "Control+J", ""])
@pytest.mark.parametrize("ends", [("", ""), ("Control+B", "Control+C"), ("", "Control+]")])
def test_prefix_and_control_characters_do_not_matter(
    reader: Reader, ends: tuple[str, str], suffix: str
) -> None:
    before, after = ends
    if before:
        reader.page.keyboard.press(before)
    reader.read(f"]Q1{CODE}")
    if after:
        reader.page.keyboard.press(after)
    if suffix:
        reader.page.keyboard.press(suffix)
    assert [fold(text) for text in reader.got] == [CODE]


def test_same_badge_read_twice_is_one_scan(reader: Reader) -> None:
    reader.read(CODE, "Enter")
    reader.read(f"]Q1{CODE.lower()}", "Enter")
    reader.read(OTHER, "Enter")
    reader.read(CODE, "Enter")
    assert reader.got == [CODE, OTHER]
    reader.page.evaluate("window.reader.forgetLast()")
    reader.read(CODE, "Enter")
    assert reader.got == [CODE, OTHER, CODE]


def test_same_badge_counts_again_after_three_seconds(reader: Reader) -> None:
    reader.read(CODE, "Enter")
    reader.wait(3_050)
    reader.read(CODE, "Enter")
    assert reader.got == [CODE, CODE]


@pytest.mark.parametrize("suffix", ["Enter", "Tab", ""])
def test_two_badges_in_quick_succession_are_both_read(reader: Reader, suffix: str) -> None:
    reader.read(CODE, suffix)
    reader.wait(150)
    reader.read(OTHER, suffix)
    assert reader.got == [CODE, OTHER]


def test_two_badges_are_both_read_though_the_page_was_busy(reader: Reader) -> None:
    reader.page.evaluate(STAMPED, [CODE + OTHER, 150])
    assert reader.got == [CODE, OTHER]


def test_badge_is_read_after_somebody_touched_a_key(reader: Reader) -> None:
    reader.page.keyboard.press("k")
    reader.wait(250)
    reader.read(CODE, "Enter")
    assert reader.got == [CODE]


def test_person_who_types_is_no_reader(reader: Reader) -> None:
    reader.page.fill("#typed", "")
    reader.page.focus("#typed")
    reader.read(CODE, "Enter", pause=60)
    assert reader.got == []
    assert reader.page.input_value("#typed") == CODE
    assert reader.count("sent") == 1


@pytest.mark.parametrize("end", ["Enter", "Tab", ""])
@pytest.mark.parametrize("gaps", [SLOW, PAUSING], ids=["slow", "pausing"])
def test_slow_reader_in_a_field_is_a_reader(reader: Reader, gaps: list[int], end: str) -> None:
    for number, place in enumerate(["#typed", "#search", "#note"], 1):
        reader.page.evaluate("window.reader.forgetLast()")
        reader.page.evaluate(TYPED, [place, CODE, gaps, end])
        assert reader.got == [CODE] * number, place
        assert reader.page.input_value(place) == "abc"


@pytest.mark.parametrize("gaps", [HASTY, IN_PAIRS], ids=["hasty", "in pairs"])
@pytest.mark.parametrize("end", ["Enter", ""])
def test_hasty_person_in_a_field_is_no_reader(reader: Reader, gaps: list[int], end: str) -> None:
    reader.page.evaluate(TYPED, ["#search", CODE, gaps, end])
    assert reader.got == []
    assert reader.page.input_value("#search") == f"abc{CODE}"


def test_slow_keys_that_are_no_code_are_text(reader: Reader) -> None:
    reader.page.evaluate(TYPED, ["#search", "kabushikigaishatakasaki", PAUSING, "Enter"])
    reader.wait(GIVEN_UP_MS)
    assert reader.got == []
    assert reader.page.input_value("#search") == "abckabushikigaishatakasaki"


def test_what_was_typed_before_a_slow_badge_stays(reader: Reader) -> None:
    reader.page.evaluate(TYPED, ["#search", f"taka{CODE}", [150, *[90] * 3, 200, *[30] * 19], ""])
    assert reader.got == [CODE]
    assert reader.page.input_value("#search") == "abctaka"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_key_alone_presses_the_button_that_has_the_focus(reader: Reader, key: str) -> None:
    reader.page.focus("#button")
    reader.page.keyboard.press(key)
    assert reader.got == []
    assert reader.count("pressed") == 1


def test_other_systems_codes_are_passed_on_and_leaning_on_keys_is_not(reader: Reader) -> None:
    reader.read("https://example.com/", "Enter")
    reader.page.keyboard.press("k")
    reader.wait(GIVEN_UP_MS)
    reader.read("kk", "Enter")
    reader.page.keyboard.type("kkkkkkk")
    reader.wait(GIVEN_UP_MS)
    assert reader.got == ["https://example.com/"]


def test_page_says_whether_it_hears_the_reader(reader: Reader) -> None:
    ready, wake = reader.page.locator("[data-ready]"), reader.page.locator("[data-wake]")
    assert reader.page.evaluate("window.reader.state()") == "ready"
    assert (ready.get_attribute("hidden"), wake.get_attribute("hidden")) == (None, "")
    reader.keys.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    other = reader.page.context.new_page()
    other.bring_to_front()
    reader.page.wait_for_function("document.querySelector('[data-ready]').hidden")
    assert reader.page.evaluate("window.reader.state()") == "lost"
    assert wake.get_attribute("hidden") is None
    reader.page.bring_to_front()
    reader.page.wait_for_function("document.querySelector('[data-wake]').hidden")
    assert reader.page.evaluate("window.reader.state()") == "ready"


def test_focus_comes_back_from_a_frame(reader: Reader) -> None:
    reader.page.evaluate("document.body.append(document.createElement('iframe'))")
    reader.page.evaluate("document.querySelector('iframe').contentWindow.focus()")
    assert reader.page.evaluate("window.reader.state()") == "lost"
    reader.wait(LOOKED_MS)
    assert reader.page.evaluate("window.reader.state()") == "ready"
    reader.read(CODE, "Enter")
    assert reader.got == [CODE]


def test_page_folds_codes_as_the_server_does(reader: Reader) -> None:
    chance = random.Random(20)
    raws = [_typed_somehow(chance) for _ in range(3_000)]
    folded = reader.page.evaluate("(raws) => raws.map(window.fold)", raws)
    assert folded == [fold(raw) for raw in raws]
    assert 300 < sum(code is not None for code in folded) < 2_700


def _typed_somehow(chance: random.Random) -> str:
    """Something like a badge code: prefixes, noise, other widths; sometimes a symbol short or too much."""
    length = chance.choice([LENGTH, LENGTH, LENGTH, LENGTH - 1, LENGTH + 1])
    symbols = chance.choices(ALPHABET + ALPHABET.lower() + "OILoil", k=length)
    if chance.random() < 0.3:
        symbols = [chr(ord(symbol) + 0xFEE0) for symbol in symbols]
    for extra in chance.sample(" -_ー−\u3000\x1d\ufeff\u200b\u202eıßＵ]𝟙😀", chance.randint(0, 2)):
        symbols.insert(chance.randrange(length), extra)
    return chance.choice(["", "", "]Q1", "\x02]q3", "［Ｃ１", "]Q", "Q1"]) + "".join(symbols)

"""The camera as a reader: badges held up to Chromium's fake camera; why there may be no picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.conftest import program
from tests.e2e.conftest import CHROMIUM_ARGS
from tests.e2e.day import Device, codes_of
from tests.e2e.offline import until
from tests.e2e.server import Server
from tests.e2e.test_kiosk_access import violations
from tests.e2e.video import Pose, write_video

POSES = {
    "turned": Pose(turn=25),
    "blurred": Pose(width=180, blur=2),
    "far away": Pose(width=75),
    "moving": Pose(turn=-15, blur=1, way=240),
    "in the dark": Pose(turn=90, contrast=0.3),
}
FRAMES = 8
"""Of each showing: all of them take less than the 3 seconds after which a badge counts again."""
FAKE_CAMERA = ["--use-fake-device-for-media-stream"]
ALLOWED = ["--use-fake-ui-for-media-stream"]
PATIENT_MS = 15_000
REFUSED = "Failed to load resource: the server responded with a status of 422 (UNPROCESSABLE ENTITY)"
"""The browser's own note of a code that is no badge."""
PICTURES = "document.querySelector('[data-camera-picture]').getVideoPlaybackQuality().totalVideoFrames"
"""How many pictures the camera has given."""
POSTER = "https://example.com/poster"
HALL = "kiosk.test"
"""A name that Chromium does not hold for secure, as it does 127.0.0.1."""

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("camera") / "instance")
    server.start("--demo", "--host", "127.0.0.1")
    yield server
    server.stop()


@contextmanager
def kiosk(playwright: Playwright, server: Server, *arguments: str, origin: str = "") -> Iterator[Page]:
    """A kiosk of its own in a Chromium of its own, and nothing for its console to complain of."""
    added = server.run(
        "device", "add", "--role", "kiosk", "--name", "受付", "--base-url", origin or server.url
    )
    link = re.search(r"https?://\S+/pair/\S+", added)
    assert link is not None
    with browser_with(playwright, *arguments) as browser:
        device = Device(browser, server, "tablet", link[0])
        expect(device.page.locator("[data-now]")).not_to_be_empty(timeout=PATIENT_MS)
        yield device.page
        assert [said for said in device.complaints if said != REFUSED] == []


@contextmanager
def browser_with(playwright: Playwright, *arguments: str) -> Iterator[Browser]:
    """A Chromium of its own with further arguments."""
    browser = playwright.chromium.launch(
        executable_path=program("chromium"), args=[*CHROMIUM_ARGS, *arguments]
    )
    try:
        yield browser
    finally:
        browser.close()


def results(server: Server, code: str) -> list[str]:
    """The results of all scans of a badge, in order."""
    rows = server.ask(
        """SELECT s.result FROM scan s JOIN badge b ON b.id = s.badge_id
           WHERE b.code = :code AND s.kind = 'checkin' ORDER BY s.id""",
        code=code,
    )
    return [row["result"] for row in rows]


def until_taken(page: Page, server: Server, codes: Sequence[str]) -> None:
    """Each badge has been read at least once."""
    until(
        lambda: all(results(server, code) for code in codes),
        lambda: str({code: results(server, code) for code in codes}),
        pump=page,
    )


def until_shown(page: Page, frames: int) -> None:
    """The camera has given so many pictures more."""
    before = page.evaluate(PICTURES)
    until(
        lambda: page.evaluate(PICTURES) >= before + frames,
        lambda: f"{page.evaluate(PICTURES) - before} of {frames} pictures",
        pump=page,
    )


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("[data-camera-panel]")).to_have_attribute("data-state", state, timeout=PATIENT_MS)


def test_badge_is_checked_in_once_however_it_is_held_up(
    playwright: Playwright, demo: Server, tmp_path: Path
) -> None:
    codes = codes_of(demo, len(POSES))
    video = tmp_path / "badges.y4m"
    write_video(video, zip(codes, POSES.values(), strict=True), FRAMES)
    with kiosk(
        playwright, demo, *FAKE_CAMERA, *ALLOWED, f"--use-file-for-fake-video-capture={video}"
    ) as page:
        page.click("[data-camera-start]")
        expect_state(page, "on")
        until_taken(page, demo, codes)
        until_shown(page, 2 * FRAMES * len(POSES))  # the video goes on, twice
        taken = {pose: results(demo, code) for pose, code in zip(POSES, codes, strict=True)}
        assert taken == {pose: ["ok"] for pose in POSES}

        page.goto(page.url)  # what was chosen is remembered on the device
        expect_state(page, "on")
        mirror = page.locator("[data-camera-mirror]")
        page.evaluate("document.querySelector('[data-camera-mirror]').click()")  # an answer may lie over it
        expect(mirror).to_have_attribute("aria-pressed", "false")
        page.evaluate("document.querySelector('[data-camera-off]').click()")
        expect_state(page, "off")
        page.goto(page.url)
        expect(page.locator("[data-camera-start]")).to_be_visible()
        expect(page.locator("[data-camera-panel]")).to_be_hidden()


def test_other_systems_code_is_refused_once_when_it_is_held_up(
    playwright: Playwright, demo: Server, tmp_path: Path
) -> None:
    video = tmp_path / "poster.y4m"
    write_video(video, [(POSTER, Pose(turn=5)), (POSTER, Pose(turn=5, blur=12))], 25)
    with kiosk(
        playwright, demo, *FAKE_CAMERA, *ALLOWED, f"--use-file-for-fake-video-capture={video}"
    ) as page:
        page.click("[data-camera-start]")
        expect(page.locator("[data-screen=answer]")).to_have_attribute(
            "data-tone", "refused", timeout=PATIENT_MS
        )
        until_shown(page, 2 * 2 * 25)  # it goes and comes back, twice
        rows = demo.ask("SELECT result FROM scan WHERE raw = :raw", raw=POSTER)
        assert [row["result"] for row in rows] == ["refused"]


def test_camera_that_stops_can_be_tried_again(playwright: Playwright, demo: Server) -> None:
    with kiosk(playwright, demo, *FAKE_CAMERA, *ALLOWED) as page:
        page.click("[data-camera-start]")
        expect_state(page, "on")
        assert violations(page, "on") == []
        page.evaluate(f"{TRACK}.dispatchEvent(new Event('ended'))")
        expect_state(page, "lost")
        page.click("[data-camera-again]")
        expect_state(page, "on")


def test_camera_is_off_while_nobody_sees_the_page(playwright: Playwright, demo: Server) -> None:
    with kiosk(playwright, demo, *FAKE_CAMERA, *ALLOWED) as page:
        page.click("[data-camera-start]")
        expect_state(page, "on")
        playing = "document.querySelector('[data-camera-picture]').srcObject !== null"
        assert page.evaluate(playing)
        page.evaluate(HIDE, True)
        assert not page.evaluate(playing)
        page.evaluate(HIDE, False)
        expect_state(page, "on")
        page.wait_for_function(
            f"{playing} && document.querySelector('[data-camera-picture]').currentTime > 0"
        )


KEPT = "caches.open('mendan-pages').then((pages) => pages.keys()).then((keys) => keys.length > 0)"
"""Whether the browser has kept the kiosk's page."""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_other_camera_light_and_mirror_are_offered_where_there_are_any(
    playwright: Playwright, demo: Server
) -> None:
    with kiosk(playwright, demo, "--use-fake-device-for-media-stream=device-count=2", *ALLOWED) as page:
        page.context.add_init_script(LAMP)
        page.goto(page.url)
        page.click("[data-camera-start]")
        expect_state(page, "on")
        light, other = page.locator("[data-camera-torch]"), page.locator("[data-camera-other]")
        light.click()
        expect(light).to_have_attribute("aria-pressed", "true")
        light.click()
        expect(light).to_have_attribute("aria-pressed", "false")
        assert page.evaluate("window.lamp") == [True, False]

        first = page.evaluate(SETTINGS)
        expect(page.locator("[data-camera-mirror]")).to_have_attribute("aria-pressed", "true")
        other.click()
        expect(other).to_be_hidden()
        expect(other).to_be_visible()
        second = page.evaluate(SETTINGS)
        assert second["deviceId"] != first["deviceId"]
        page.goto(page.url)
        expect(other).to_be_visible()
        assert page.evaluate(SETTINGS)["deviceId"] == second["deviceId"]


TRACK = "document.querySelector('[data-camera-picture]').srcObject.getVideoTracks()[0]"
SETTINGS = f"{TRACK}.getSettings()"
LAMP = """window.lamp = [];
const settings = MediaStreamTrack.prototype.getSettings;
MediaStreamTrack.prototype.getCapabilities = () => ({torch: true});
MediaStreamTrack.prototype.getSettings = function () {
  return {...settings.call(this), torch: window.lamp.at(-1) ?? false};
};
MediaStreamTrack.prototype.applyConstraints = async ({advanced: [{torch}]}) => { window.lamp.push(torch); };
"""
"""A camera with a light, which Chromium's fake one lacks."""


@pytest.mark.parametrize(("arguments", "why"), [(FAKE_CAMERA, "denied"), (ALLOWED, "none")])
def test_kiosk_says_why_there_is_no_picture(
    playwright: Playwright, demo: Server, arguments: list[str], why: str
) -> None:
    with kiosk(playwright, demo, *arguments) as page:
        page.click("[data-camera-start]")
        expect_state(page, why)
        assert violations(page, why) == []
        expect(page.locator(f"[data-camera-says={why}]")).to_be_visible()
        expect(page.locator("[data-camera-again]")).to_be_visible()
        expect(page.locator("#typed")).to_be_visible()
        page.click("[data-camera-off]")
        expect(page.locator("[data-camera-panel]")).to_be_hidden()


def test_insecure_address_is_explained_and_readers_go_on(playwright: Playwright, demo: Server) -> None:
    origin = f"http://{HALL}:{demo.port}"
    with kiosk(playwright, demo, f"--host-resolver-rules=MAP {HALL} 127.0.0.1", origin=origin) as page:
        assert not page.evaluate("window.isSecureContext")
        page.click("[data-camera-start]")
        expect_state(page, "insecure")
        why = page.locator("[data-camera-says=insecure]")
        expect(why).to_contain_text("mendan serve --https")
        assert violations(page, "insecure") == []
        code = codes_of(demo, len(POSES) + 1)[-1]
        page.keyboard.type(code, delay=2)
        page.keyboard.press("Enter")
        expect(page.locator("[data-screen=answer]")).to_be_visible()
        assert results(demo, code) == ["ok"]
        page.click("[data-close]")
        with page.expect_popup() as opened:
            why.get_by_role("link").click()
        expect(opened.value.locator(".missing")).to_contain_text("mendan serve --https")


def test_camera_reads_though_the_page_was_loaded_while_the_server_was_away(
    playwright: Playwright, demo: Server, tmp_path: Path
) -> None:
    codes = codes_of(demo, 20)[-len(POSES) :]
    video = tmp_path / "later.y4m"
    write_video(video, zip(codes, POSES.values(), strict=True), FRAMES)
    with kiosk(
        playwright, demo, *FAKE_CAMERA, *ALLOWED, f"--use-file-for-fake-video-capture={video}"
    ) as page:
        until(lambda: bool(page.evaluate(KEPT)), lambda: "the page is not kept", pump=page)
        demo.kill()
        page.reload()
        expect(page.locator("[data-now]")).not_to_be_empty(timeout=PATIENT_MS)
        page.evaluate("document.querySelector('[data-camera-start]').click()")
        expect_state(page, "on")
        expect(page.locator("[data-screen=answer]")).to_be_visible(timeout=PATIENT_MS)
        until_shown(page, FRAMES * len(POSES))
        demo.start("--host", "127.0.0.1")
        until_taken(page, demo, codes)
        assert [results(demo, code) for code in codes] == [["ok"]] * len(codes)


def test_tablet_reads_over_plain_http_how_to_trust_the_server(browser: Browser, tmp_path: Path) -> None:
    server = Server(tmp_path / "instance")
    server.start("--https", "--host", "127.0.0.1")
    try:
        with browser.new_context(ignore_https_errors=False) as context:
            page = context.new_page()
            page.goto(f"{server.url}/certificate?lang=en")
            expect(page.locator(".steps > li")).to_have_count(8)
            assert violations(page, "guide") == []
            with page.expect_download() as download:
                page.click("main a[href$='.crt']")
            assert download.value.suggested_filename == "mendan.crt"
            taken = x509.load_pem_x509_certificate(download.value.path().read_bytes())
            shown = page.locator(".fingerprint").inner_text().strip()
            assert any(shown in line for line in server.lines)
        own = server.instance / "certificates" / "ca.pem"
        assert taken == x509.load_pem_x509_certificate(own.read_bytes())
    finally:
        server.stop()

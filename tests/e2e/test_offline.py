"""The kiosk that never loses a scan: whatever dies in the middle, each counts once."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import program
from tests.e2e import offline
from tests.e2e.cable import Cable
from tests.e2e.conftest import CHROMIUM_ARGS
from tests.e2e.day import Organiser
from tests.e2e.offline import HALL, Read, Station, until
from tests.e2e.server import Server

KEPT = "caches.match(location.href).then(Boolean)"
"""Whether the browser has kept the page that it shows."""
CLOSE = dt.timedelta(seconds=1.5)
"""How far the recorded time of a scan may be from when the test's reader read it."""


@pytest.fixture
def hall(browser: Browser) -> Iterator[Browser]:
    """A browser for which the hall's name leads to this computer."""
    args = [*CHROMIUM_ARGS, f"--host-resolver-rules=MAP {HALL} 127.0.0.1"]
    chromium = browser.browser_type.launch(executable_path=program("chromium"), args=args)
    yield chromium
    chromium.close()


def _offline_reads(station: Station, codes: Sequence[str], waiting: int) -> int:
    """Badge after badge while the line is down; the screen's count is right after each."""
    for code in codes:
        station.read(code)
        waiting += 1
        station.expect_offline(waiting)
    return waiting


@pytest.mark.chromium
def test_every_scan_counts_once_whatever_breaks(server: Server, browser: Browser, hall: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    codes = offline.every_code(server)[:80]
    common, own = codes[:20], (codes[20:50], codes[50:80])
    cables = [Cable(server, HALL), Cable(server, HALL)]
    (link, token), (other, _) = (offline.paired(server, name) for name in ("受付 1", "受付 2"))
    one, two = offline.station(hall, cables[0], link), offline.station(hall, cables[1], other)
    assert not one.page.evaluate("isSecureContext")

    # One each while all is well; and the copy they answer from is there.
    for station, code in ((one, own[0][0]), (two, own[1][0])):
        offline.expect_copy(station)
        station.read(code)
        until(lambda code=code: code in _codes_held(server), lambda code=code: f"{code} did not arrive")
        station.expect_online()

    # The cables are pulled. 20 people go to one kiosk and, a little later, to the other as well.
    for cable in cables:
        cable.pull()
    at_one = _offline_reads(one, [*own[0][1:15], *common[:10]], 0)
    at_two = _offline_reads(two, [*common, *own[1][1:15]], 0)
    _answers_by_itself(one, server)
    assert len(offline.scans(server)) == 2

    # One page dies. On plain HTTP it opens again only when the server answers; nothing is lost meanwhile.
    one.crash()
    for cable in cables:
        cable.plug()
    one.page.goto(f"{cables[0].url}/screens/{one.device}")

    # While both deliver, the server dies; they go on.
    until(lambda: len(offline.scans(server)) >= 12, lambda: "nothing is delivered")
    server.kill()
    one.expect_listening()
    until(lambda: all(s.line()["line"] == "down" for s in (one, two)), lambda: "they noticed nothing")
    before = offline.answers(server)
    left = [station.line()["waiting"] for station in (one, two)]
    arrived = _by_device(server)
    for station, total, waits in zip((one, two), (at_one, at_two), left, strict=True):
        # What was committed in the last moment may not have been answered: then it waits, to be sent again.
        assert 0 <= arrived[station.device] + waits - (total + 1) <= 1
    assert 0 < sum(left) < at_one + at_two
    _offline_reads(one, [*common[10:], *own[0][15:]], left[0])
    _offline_reads(two, own[1][15:], left[1])

    server.start("--host", "127.0.0.1")
    for station in (one, two):
        station.expect_online()
    assert len(one.reads) + len(two.reads) == 100
    _every_read_counts_once(server, [*one.reads, *two.reads])
    after = offline.answers(server)
    assert {nonce: after[nonce] for nonce in before} == before
    _replayed_answers_are_the_same(server, token, one.device)
    _attendance_agrees(server, browser, [*one.reads, *two.reads])


@pytest.mark.chromium
def test_kiosk_that_opens_without_the_server_loses_nothing_either(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    codes = offline.every_code(server)[:80]
    common, own = codes[:20], (codes[20:50], codes[50:80])
    cable = Cable(server)
    (link, token), (other, _) = (offline.paired(server, name) for name in ("受付 1", "受付 2"))
    tablet = Tablet(browser, tmp_path / "tablet", cable)
    one, two = tablet.pair(link), offline.station(browser, cable, other)
    for station in (one, two):
        assert station.page.evaluate("isSecureContext")
        offline.expect_copy(station)
        _expect_kept(station)
    one.read(own[0][0])
    until(lambda: len(offline.scans(server)) == 1, lambda: "it did not arrive")
    one.expect_online()

    # The cable is pulled; both pages are loaded again; they go on counting.
    cable.pull()
    at_one = _offline_reads(one, [*own[0][1:15], *common[:10]], 0)
    at_two = _offline_reads(two, [*common, *own[1][:15]], 0)
    for station, waits in ((one, at_one), (two, at_two)):
        station.page.reload()
        station.expect_listening()
        station.expect_offline(waits)
    at_one = _offline_reads(one, own[0][15:], at_one)

    # The tablet's battery is empty. The page is there again without the server, and all that waits.
    tablet.die()
    one.page = tablet.start()
    one.page.goto(f"{cable.url}/screens/{one.device}")
    one.expect_listening()
    one.expect_offline(at_one)
    _offline_reads(one, common[10:], at_one)
    _answers_by_itself(one, server)

    # While both deliver, the server dies; what is left is delivered once it is there again.
    cable.plug()
    until(lambda: len(offline.scans(server)) >= 12, lambda: "nothing is delivered")
    server.kill()
    until(lambda: all(s.line()["line"] == "down" for s in (one, two)), lambda: "they noticed nothing")
    left = two.line()["waiting"]
    _offline_reads(two, own[1][15:], left)
    before = offline.answers(server)
    assert 0 < len(before) < 85
    server.start("--host", "127.0.0.1")
    for station in (one, two):
        station.expect_online()
    assert len(one.reads) + len(two.reads) == 100
    _every_read_counts_once(server, [*one.reads, *two.reads])
    after = offline.answers(server)
    assert {nonce: after[nonce] for nonce in before} == before
    _replayed_answers_are_the_same(server, token, one.device)
    tablet.die()


def _expect_kept(station: Station) -> None:
    until(lambda: bool(station.page.evaluate(KEPT)), lambda: "the page is not kept")


class Tablet:
    """A browser with a disk of its own, from which the power can be taken."""

    def __init__(self, browser: Browser, disk: Path, cable: Cable) -> None:
        self.kind, self.disk, self.cable = browser.browser_type, disk, cable

    def start(self) -> Page:
        context = self.kind.launch_persistent_context(
            self.disk,
            executable_path=program("chromium"),
            args=CHROMIUM_ARGS,
            base_url=self.cable.url,
            viewport={"width": 1280, "height": 800},
        )
        return context.new_page()

    def pair(self, link: str) -> Station:
        page = self.start()
        page.goto(link)
        page.click("main.pair form button.primary")
        expect(page).to_have_url(re.compile(r"/screens/\d+$"))
        station = Station(page, int(page.url.rsplit("/", 1)[1]))
        station.expect_listening()
        return station

    def die(self) -> None:
        """SIGKILL to the browser and all it has started; what is not on the disk is gone."""
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if f"--user-data-dir={self.disk}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)


def _codes_held(server: Server) -> set[str]:
    return {scan["code"] for scan in offline.scans(server)}


def _by_device(server: Server) -> Counter[int]:
    return Counter(scan["device_id"] for scan in offline.scans(server))


def _answers_by_itself(station: Station, server: Server) -> None:
    """What is on the screen while the line is down says where to go, and that it is not confirmed."""
    answer = station.page.locator("[data-screen=answer]")
    expect(answer).to_be_visible()
    expect(answer).to_contain_text("受付は未確定")
    expect(answer).to_contain_text("時点の控え")
    companies = {row["name"] for row in server.ask("SELECT name FROM company")}
    assert station.page.locator("[data-company]").inner_text() in companies


def _every_read_counts_once(server: Server, reads: Sequence[Read]) -> None:
    """As many scans as were read, each by its kiosk at its time; one welcome per person."""
    found = offline.scans(server)
    assert Counter((scan["device_id"], scan["code"]) for scan in found) == Counter(
        (read.device, read.code) for read in reads
    )
    assert len(reads) == len(found) == len({scan["nonce"] for scan in found})
    for device in {read.device for read in reads}:  # each kiosk's in the order in which it read them
        order = [read.code for read in reads if read.device == device]
        assert [scan["code"] for scan in found if scan["device_id"] == device] == order
    at = {(read.device, read.code): offline.event_time(server, read.at) for read in reads}
    far = [
        scan for scan in found
        if abs(offline.stored(scan["happened_at"]) - at[scan["device_id"], scan["code"]]) > CLOSE
    ]  # fmt: skip
    assert far == []
    people = {read.code for read in reads}
    assert Counter(scan["result"] == "ok" for scan in found)[True] == len(people)
    assert len({scan["attendee_id"] for scan in found if scan["result"] == "ok"}) == len(people)


def _replayed_answers_are_the_same(server: Server, token: str, device: int) -> None:
    """Whatever is sent once more gets the answer it got, and changes nothing."""
    held, said = offline.scans(server), offline.answers(server)
    mine = [scan for scan in held if scan["device_id"] == device]
    for scan in mine:
        sent = {"nonce": scan["nonce"], "code": scan["code"]}
        assert offline.ask(server, token, "/checkins", sent) == said[scan["nonce"]]
    assert offline.scans(server) == held


def _attendance_agrees(server: Server, browser: Browser, reads: Sequence[Read]) -> None:
    """The organiser's list knows each person once, since the earliest of their scans."""
    first: dict[str, Read] = {}
    for read in sorted(reads, key=lambda read: read.at):
        first.setdefault(read.code, read)
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    organiser.page.goto(organiser.page.url.split("?")[0] + "timetable")
    token = organiser.page.locator("[data-token]").first.get_attribute("data-token")
    _status, answer = offline.ask(server, token or "", "/attendance")
    assert (answer["arrived"], answer["inside"]) == (len(first), len(first))
    holders = {scan["code"]: scan["attendee_id"] for scan in offline.scans(server)}
    names = {row["id"]: row["name"] for row in server.ask("SELECT id, name FROM device")}
    people = {person["id"]: person for person in answer["people"]}
    for code, read in first.items():
        person = people[holders[code]]
        assert person["device"] == names[read.device]
        expected = offline.event_time(server, read.at)
        assert abs(dt.datetime.fromisoformat(person["arrived"]) - expected) <= CLOSE

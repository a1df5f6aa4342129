"""How tablets come to trust the server: the guide, the certificate, and the way in by plain HTTP."""

from __future__ import annotations

import datetime as dt
import plistlib
import re
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from flask import Flask

from kiosk.app import create_app
from kiosk.certificates import AUTHORITY_NAME, FOLDER, authority_of, certificate_for, fingerprint
from kiosk.config import Settings
from kiosk.plain_door import SilentError, Threshold, plain_door
from kiosk.server import remember_address

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Flask]:
    """The application of a server that speaks HTTPS."""
    url = f"sqlite:///{(tmp_path / 'mendan.sqlite3').as_posix()}"
    certificate_for(tmp_path / FOLDER, frozenset({"localhost"}), NOW)
    app = create_app(Settings(tmp_path, url, "a key for tests", https=True, testing=True))
    yield app
    app.extensions["mendan.hub"].stop()
    app.extensions["mendan.database"].dispose()


def test_guide_names_the_authority_and_its_fingerprint(secure: Flask, tmp_path: Path) -> None:
    authority = authority_of(tmp_path)
    assert authority is not None
    page = secure.test_client().get("/certificate?lang=en").text
    assert AUTHORITY_NAME in page
    assert fingerprint(authority) in page
    assert re.findall(r'href="/certificate/([^"]+)"', page) == ["mendan.mobileconfig", "mendan.crt"]


def test_guide_gives_the_secure_address_that_a_tablet_reaches(secure: Flask, tmp_path: Path) -> None:
    client = secure.test_client()
    assert "https://192.168.1.20:5050" in client.get("/certificate", base_url="http://192.168.1.20:5050").text
    remember_address(tmp_path, "https://192.168.1.30:5050")
    assert "https://192.168.1.30:5050" in client.get("/certificate", base_url="https://localhost:5050").text


def test_certificate_is_offered_in_the_type_that_tablets_install(secure: Flask, tmp_path: Path) -> None:
    answer = secure.test_client().get("/certificate/mendan.crt")
    assert answer.content_type == "application/x-x509-ca-cert"
    assert x509.load_pem_x509_certificate(answer.data) == authority_of(tmp_path)
    answer.close()


def test_ipads_get_the_certificate_as_a_profile(secure: Flask, tmp_path: Path) -> None:
    answer = secure.test_client().get("/certificate/mendan.mobileconfig")
    assert answer.content_type == "application/x-apple-aspen-config"
    outer = plistlib.loads(answer.data)
    (root,) = outer["PayloadContent"]
    assert (outer["PayloadType"], root["PayloadType"]) == ("Configuration", "com.apple.security.root")
    assert x509.load_der_x509_certificate(root["PayloadContent"]) == authority_of(tmp_path)
    assert len({outer["PayloadUUID"], root["PayloadUUID"]}) == 2
    assert secure.test_client().get("/certificate/mendan.mobileconfig").data == answer.data


def test_guide_without_https_says_how_to_begin(app: Flask) -> None:
    page = app.test_client().get("/certificate?lang=en").text
    assert "mendan serve --https" in page
    assert "/certificate/mendan" not in page
    for name in ("mendan.crt", "mendan.mobileconfig"):
        assert app.test_client().get(f"/certificate/{name}").status_code == 404


@pytest.mark.parametrize(
    ("path", "query", "status", "where"),
    [
        ("/certificate", "lang=en", "200 OK", None),
        ("/certificate/mendan.crt", "", "200 OK", None),
        ("/certificate/mendan.mobileconfig", "", "200 OK", None),
        ("/static/css/guide.css", "", "200 OK", None),
        ("/", "", "307 Temporary Redirect", "https://hall:5050/"),
        ("/pair/abc", "lang=en", "307 Temporary Redirect", "https://hall:5050/pair/abc?lang=en"),
        ("/certificates", "", "307 Temporary Redirect", "https://hall:5050/certificates"),
        ("/a b", "", "307 Temporary Redirect", "https://hall:5050/a%20b"),
    ],
)
def test_plain_http_shows_the_guide_and_leads_on(
    path: str, query: str, status: str, where: str | None
) -> None:
    said: list[Any] = []

    def app(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"shown"]

    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "hall:5050"}
    body = plain_door(app)(environ, lambda *answer: said.extend(answer))
    assert said[0] == status
    assert dict(said[1]).get("Location") == where
    assert list(body) == ([] if where else [b"shown"])


def test_first_byte_tells_tls_from_plain_http_and_stays() -> None:
    threshold = Threshold()
    for said, plainly in ((b"GET /", True), (b"\x16\x03", False)):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(said)
            assert threshold.speaks_plainly(ours) is plainly
            assert ours.gettimeout() is None
            assert ours.recv(8) == said
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        assert threshold.speaks_plainly(ours) is False


def test_who_says_nothing_is_sent_away_in_time() -> None:
    threshold = Threshold(seconds=0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(SilentError):
        threshold.speaks_plainly(ours)
    assert threshold.silent == 0


class Heard(socket.socket):
    """An end of a connection that tells when its first byte is waited for."""

    def __init__(self, end: socket.socket) -> None:
        super().__init__(end.family, end.type, end.proto, fileno=end.detach())
        self.asked = threading.Event()

    def recv(self, *how: int) -> bytes:
        self.asked.set()
        return super().recv(*how)


def test_not_everybody_may_be_silent_at_once() -> None:
    threshold = Threshold(seconds=30, most=1)
    pairs = [socket.socketpair() for _ in range(2)]
    silent = Heard(pairs[0][0])
    first = threading.Thread(target=threshold.speaks_plainly, args=(silent,))
    first.start()
    assert silent.asked.wait(5)
    with pytest.raises(SilentError):
        threshold.speaks_plainly(pairs[1][0])
    pairs[0][1].sendall(b"G")
    first.join(5)
    assert not first.is_alive()
    silent.close()
    for pair in pairs:
        for end in pair:
            end.close()

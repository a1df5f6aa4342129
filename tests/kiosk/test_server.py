"""The server as a process of its own: it comes up, answers, and stops when asked."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import sqlite3
import ssl
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk import server
from kiosk.cli import main

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def served(instance: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server and its address; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), "--instance", str(instance), "serve", "--host", "127.0.0.1",
         "--port", "0", "--language", "en", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=instance.parent,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.fullmatch(r"Mendan +(https?://\S+)\s*", line):
                break
        assert found is not None
        yield process, found[1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def get(address: str, authority: Path | None = None) -> object:
    context = ssl.create_default_context(cafile=authority) if authority else None
    with urllib.request.urlopen(address, context=context, timeout=20) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.parametrize("mode", ["gevent", "threading"])
def test_server_answers_and_stops_when_asked(tmp_path: Path, mode: str) -> None:
    with served(tmp_path / "instance", "--async-mode", mode) as (process, address):
        assert get(f"{address}/readyz") == {"status": "ok"}
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stdout is not None
        assert "Traceback" not in process.stdout.read()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_server_stops_on_the_systems_signal(tmp_path: Path) -> None:
    with served(tmp_path / "instance") as (process, _):
        process.terminate()
        assert process.wait(20) == 0


@pytest.mark.parametrize("mode", ["gevent", "threading"])
def test_server_with_https_is_trusted_by_who_trusts_its_authority(tmp_path: Path, mode: str) -> None:
    with served(tmp_path / "instance", "--https", "--async-mode", mode) as (_, address):
        assert address.startswith("https://127.0.0.1:")
        authority = tmp_path / "instance" / "certificates" / "ca.pem"
        assert get(f"{address}/readyz", authority) == {"status": "ok"}


def test_server_with_https_shows_by_plain_http_how_to_trust_it(tmp_path: Path) -> None:
    with served(tmp_path / "instance", "--https") as (process, address):
        assert process.stdout is not None
        said = "".join(iter(process.stdout.readline, "  Stop: Ctrl-C\n"))
        plain = address.replace("https:", "http:")
        assert f"  How tablets come to trust this server   {plain}/certificate\n" in said
        with urllib.request.urlopen(f"{plain}/certificate/mendan.crt", timeout=20) as answer:  # noqa: S310
            authority = answer.read().decode()
        context = ssl.create_default_context(cadata=authority)
        with urllib.request.urlopen(f"{plain}/readyz", context=context, timeout=20) as answer:  # noqa: S310
            assert answer.url == f"{address}/readyz"


def test_server_shows_the_first_password_only_once(tmp_path: Path) -> None:
    shown = []
    for _ in range(2):
        with served(tmp_path / "instance") as (process, _):
            assert process.stdout is not None
            said = iter(process.stdout.readline, "  Stop: Ctrl-C\n")
            shown.append([line for line in said if line.strip()])
    assert re.fullmatch(r"  Organiser login  organiser / \S{19}   \(shown only this once\)\n", shown[0][0])
    assert shown[1] == ["  Organiser login  organiser   (the password was shown at the first start)\n"]


def test_server_with_the_demo_gives_a_link_for_each_screen(tmp_path: Path) -> None:
    with served(tmp_path / "instance", "--demo") as (process, address):
        assert process.stdout is not None
        said = "".join(iter(process.stdout.readline, "  Stop: Ctrl-C\n"))
        links = re.findall(rf"(kiosk|room|board) .*  {re.escape(address)}(/pair/\S+)", said)
        assert [role for role, _ in links] == ["kiosk", "room", "board"]
        for _, path in links:
            with urllib.request.urlopen(address + path, timeout=20) as page:  # noqa: S310
                assert page.status == 200


def test_server_remembers_its_address_for_links(tmp_path: Path) -> None:
    with served(tmp_path / "instance") as (_, address):
        assert server.last_address(tmp_path / "instance") == address


def test_server_on_a_taken_port_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with server.reserve("127.0.0.1", 0) as taken:
        taken.listen()
        port = str(taken.getsockname()[1])
        arguments = ["serve", "--host", "127.0.0.1", "--port", port, "--async-mode", "threading"]
        assert main(["--instance", str(tmp_path / "instance"), *arguments, "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Port {port} cannot be used")
    assert said.endswith("Please choose another with --port.\n")


@pytest.mark.parametrize(
    "wrong", [("--port", "99999"), ("--port", "-1"), ("--host", "nowhere.invalid")], ids=" ".join
)
def test_server_without_such_a_place_says_so(
    tmp_path: Path, wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["serve", "--async-mode", "threading", "--language", "en", *wrong]
    assert main(["--instance", str(tmp_path / "instance"), *arguments]) == 1
    assert "cannot be used" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets one program hold a port")
def test_server_that_loses_its_port_while_it_starts_says_so(tmp_path: Path) -> None:
    slow = server.reserve("127.0.0.1", 0)
    with slow, server.reserve("127.0.0.1", slow.getsockname()[1]) as fast:
        fast.listen()
        with pytest.raises(server.PortTakenError):
            server.serve(Flask("slow"), slow, "threading", None, lambda: None)


def test_server_cut_short_while_it_prepares_keeps_no_password_from_anyone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kiosk.services.demo.prepare", cut_short)
    arguments = ["serve", "--demo", "--host", "127.0.0.1", "--port", "0", "--async-mode", "threading"]
    assert main(["--instance", str(tmp_path), *arguments]) == 130
    with contextlib.closing(sqlite3.connect(tmp_path / "mendan.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM user").fetchone() == (0,)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_server_keeps_what_it_writes_to_its_owner(tmp_path: Path) -> None:
    with served(tmp_path / "instance"):
        files = (tmp_path / "instance").iterdir()
        assert {stat.S_IMODE(path.stat().st_mode) for path in files if path.is_file()} == {0o600}


def test_accepted_connections_send_small_messages_at_once() -> None:
    with server.reserve("127.0.0.1", 0) as listener:
        listener.listen()
        client = socket.create_connection(listener.getsockname())
        accepted, _ = listener.accept()
        with client, accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@pytest.mark.parametrize(
    ("host", "port", "https", "expected"),
    [
        ("127.0.0.1", 5050, False, "http://127.0.0.1:5050"),
        ("hall.test", 80, False, "http://hall.test"),
        ("hall.test", 443, True, "https://hall.test"),
        ("::1", 5050, False, "http://[::1]:5050"),
    ],
)
def test_address_of_a_host(host: str, port: int, https: bool, expected: str) -> None:
    assert server.base_url(host, port, https=https) == expected


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_address_of_all_interfaces_is_the_one_in_the_hall(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "lan_address", lambda: "192.168.1.20")
    assert server.base_url(host, 5050, https=False) == "http://192.168.1.20:5050"


def test_last_address_before_the_first_start_is_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "lan_address", lambda: "192.168.1.20")
    assert server.last_address(tmp_path) == "http://192.168.1.20:5050"

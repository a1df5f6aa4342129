"""Screens that listen: many connections in a process of their own, to slow down nobody who asks.

They speak Socket.IO over bare WebSockets to the product, and plain messages to the bare server. What
arrives is noted with its time and read only at the end.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

HOST = "127.0.0.1"
NAMESPACE = "/live"
NEWS = f'42{NAMESPACE},["news",'
PING, PONG, TEXT = 9, 10, 1


@dataclass(frozen=True, slots=True)
class Screen:
    """One listener: its token, the topic it watches, and its name for that."""

    token: str
    topic: str
    asks_for: str = ""
    """As the screen itself calls its topic; a phone's says nothing of whose it is."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One piece of news on one screen. `at` is `time.monotonic()`, the same for all processes."""

    screen: int
    revision: int
    previous: int
    at: float


class Watchers:
    """All screens, in a process of their own. `bare`: of the bare server, which knows topics only."""

    def __init__(self, port: int, screens: Sequence[Screen], *, bare: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(port, tuple(screens), bare, theirs), daemon=True)
        self._process.start()
        if not self._ours.poll(120) or self._ours.recv() != "ready":
            raise RuntimeError("the screens did not connect")

    def stop(self) -> list[Heard]:
        """Hang up; gives all that was heard, in the order of each screen."""
        self._ours.send("stop")
        heard: list[Heard] = self._ours.recv()
        self._process.join(10)
        return heard


def _run(port: int, screens: tuple[Screen, ...], bare: bool, control: Connection) -> None:
    asyncio.run(_watch_all(port, screens, bare, control))


async def _watch_all(port: int, screens: tuple[Screen, ...], bare: bool, control: Connection) -> None:
    heard: list[tuple[int, str, float]] = []
    kind = _BareClient if bare else _Client
    clients = [kind(number, screen, heard) for number, screen in enumerate(screens)]
    tasks = []
    for client in clients:
        await client.connect(port)
        tasks.append(asyncio.create_task(client.listen()))
        await client.watching.wait()
    control.send("ready")
    while not control.poll():
        await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    read = ((screen, json.loads(text), at) for screen, text, at in heard)
    control.send([Heard(screen, news["revision"], news["previous"], at) for screen, news, at in read])


class _BareClient:
    """One WebSocket: it says its topic and takes down what comes."""

    target = "/"

    def __init__(self, number: int, screen: Screen, heard: list[tuple[int, str, float]]) -> None:
        self.number = number
        self.screen = screen
        self.heard = heard
        self.watching = asyncio.Event()

    async def connect(self, port: int) -> None:
        """Shake hands."""
        self._reader, self._writer = await asyncio.open_connection(HOST, port)
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        self._writer.write(
            f"GET {self.target} HTTP/1.1\r\nHost: {HOST}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await self._reader.readuntil(b"\r\n\r\n")
        self.greet()

    def greet(self) -> None:
        """Say what it wants to hear."""
        self.say(json.dumps(self.screen.topic))

    async def listen(self) -> None:
        """Take in whatever comes until the line is cut."""
        kept = b""
        while data := await self._reader.read(65536):
            at = time.monotonic()
            kept += data
            while (frame := _first_frame(kept)) is not None:
                kind, payload, kept = frame
                if kind == PING:
                    self._send(PONG, payload)
                elif kind == TEXT:
                    self.take(payload.decode(), at)

    def take(self, text: str, at: float) -> None:
        """One message that arrived."""
        if text == "watching":
            self.watching.set()
        else:
            self.heard.append((self.number, text, at))

    def say(self, text: str) -> None:
        """Send one message."""
        self._send(TEXT, text.encode())

    def _send(self, kind: int, payload: bytes) -> None:
        # Clients mask what they send; a mask of zeros leaves it as it is.
        length = len(payload)
        head = bytes((128 | length,)) if length < 126 else struct.pack("!BH", 254, length)
        self._writer.write(bytes((128 | kind,)) + head + b"\0\0\0\0" + payload)


class _Client(_BareClient):
    """One Socket.IO session: Engine.IO's `0` opens, `2` asks for a `3`, `4` carries Socket.IO."""

    target = "/socket.io/?EIO=4&transport=websocket"

    def greet(self) -> None:
        """The server speaks first."""

    def take(self, text: str, at: float) -> None:
        if text.startswith(NEWS):
            self.heard.append((self.number, text[len(NEWS) : -1], at))
        elif text.startswith("0"):
            self.say(f"40{NAMESPACE},{json.dumps({'token': self.screen.token})}")
        elif text == "2":
            self.say("3")
        elif text.startswith(f"40{NAMESPACE},"):
            topic = self.screen.asks_for or self.screen.topic
            self.say(f'42{NAMESPACE},0["watch",{json.dumps({"topic": topic})}]')
        elif text.startswith(f"43{NAMESPACE},0"):
            answer = json.loads(text[len(f"43{NAMESPACE},0") :])[0]
            if not answer["ok"]:
                raise RuntimeError(f"{self.screen.topic}: {answer}")
            self.watching.set()


def _first_frame(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Kind and payload of the first whole frame, and what comes after it; servers do not mask."""
    if len(data) < 2:
        return None
    length, begins = data[1] & 127, 2
    if length == 126:
        length, begins = int.from_bytes(data[2:4]), 4
    elif length == 127:
        length, begins = int.from_bytes(data[2:10]), 10
    if len(data) < begins + length:
        return None
    return data[0] & 15, data[begins : begins + length], data[begins + length :]

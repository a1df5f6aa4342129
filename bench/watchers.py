"""Screens that listen: Socket.IO clients over bare WebSockets, many in one process of their own."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Message, Ping, Request, TextMessage

HOST = "127.0.0.1"
NAMESPACE = "/live"


@dataclass(frozen=True, slots=True)
class Screen:
    """One listener: its token and the topic it watches."""

    token: str
    topic: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One piece of news on one screen. `at` is `time.monotonic()`, the same for all processes."""

    screen: int
    revision: int
    previous: int
    at: float


class Watchers:
    """All screens, in a process of their own so that they do not slow down whoever asks."""

    def __init__(self, port: int, screens: Sequence[Screen]) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(port, tuple(screens), theirs), daemon=True)
        self._process.start()
        if not self._ours.poll(60) or self._ours.recv() != "ready":
            raise RuntimeError("the screens did not connect")

    def stop(self) -> list[Heard]:
        """Hang up; gives all that was heard, in the order of each screen."""
        self._ours.send("stop")
        heard: list[Heard] = self._ours.recv()
        self._process.join(10)
        return heard


def _run(port: int, screens: tuple[Screen, ...], control: Connection) -> None:
    asyncio.run(_watch_all(port, screens, control))


async def _watch_all(port: int, screens: tuple[Screen, ...], control: Connection) -> None:
    heard: list[Heard] = []
    clients = [_Client(number, screen, heard) for number, screen in enumerate(screens)]
    for client in clients:
        await client.connect(port)
    tasks = [asyncio.create_task(client.listen()) for client in clients]
    await asyncio.gather(*(client.watching.wait() for client in clients))
    control.send("ready")
    while not control.poll():
        await asyncio.sleep(0.02)
    for task in tasks:
        task.cancel()
    control.send(heard)


class _Client:
    """One Socket.IO session: Engine.IO's `0` opens, `2` asks for a `3`, `4` carries Socket.IO."""

    def __init__(self, number: int, screen: Screen, heard: list[Heard]) -> None:
        self.number = number
        self.screen = screen
        self.heard = heard
        self.watching = asyncio.Event()
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self._text = ""

    async def connect(self, port: int) -> None:
        """Shake hands."""
        self._reader, self._writer = await asyncio.open_connection(HOST, port)
        target = "/socket.io/?EIO=4&transport=websocket"
        self._send(self._protocol.send(Request(host=f"{HOST}:{port}", target=target)))

    async def listen(self) -> None:
        """Take in whatever comes until the line is cut."""
        while data := await self._reader.read(65536):
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                if isinstance(event, AcceptConnection):
                    continue
                if isinstance(event, Ping):
                    self._send(self._protocol.send(event.response()))
                elif isinstance(event, TextMessage):
                    self._text += event.data
                    if event.message_finished:
                        text, self._text = self._text, ""
                        self._take(text)

    def _take(self, text: str) -> None:
        at = time.monotonic()
        if text.startswith("0"):
            self._say(f"40{NAMESPACE},{json.dumps({'token': self.screen.token})}")
        elif text == "2":
            self._say("3")
        elif text.startswith(f"40{NAMESPACE},"):
            self._say(f'42{NAMESPACE},0["watch",{json.dumps({"topic": self.screen.topic})}]')
        elif text.startswith(f"43{NAMESPACE},0"):
            answer = json.loads(text[len(f"43{NAMESPACE},0") :])[0]
            if not answer["ok"]:
                raise RuntimeError(f"{self.screen.topic}: {answer}")
            self.watching.set()
        elif text.startswith(f'42{NAMESPACE},["news"'):
            news = json.loads(text[len(f"42{NAMESPACE},") :])[1]
            self.heard.append(Heard(self.number, news["revision"], news["previous"], at))

    def _say(self, text: str) -> None:
        self._send(self._protocol.send(Message(data=text)))

    def _send(self, data: bytes) -> None:
        self._writer.write(data)

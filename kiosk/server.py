"""Serving: one gevent process for the hall, Werkzeug's threads as a fallback.

`kiosk.cli` has done gevent's monkey patching before this module, or anything it imports, was loaded.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import ipaddress
import signal
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from kiosk.plain_door import SilentError, Threshold, plain_door

PORT = 5050
ADDRESS_FILE = "address"
STOPS = (signal.SIGINT, signal.SIGTERM)
WAITING = 1024
"""Connections the system may hold for us: all tablets of a hall reconnect at the same moment."""


class PortTakenError(Exception):
    """Another program listens on this port already, we may not, or there is no such address or port."""


def reserve(host: str, port: int) -> socket.socket:
    """A socket that holds the port; it takes connections from `serve` on, when there is something to show.

    Small messages go out at once, on every connection it will accept.

    Raises:
        PortTakenError: the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # On Windows the option of this name would let two programs share the port.
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        unusable = (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL)
        if isinstance(error, OverflowError | socket.gaierror) or error.errno in unusable:
            raise PortTakenError(str(error)) from error
        raise
    return listener


def lan_address() -> str:
    """This machine's address in the hall's network, as tablets reach it; 127.0.0.1 without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only picks the way out
            address = str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
    return address if not ipaddress.ip_address(address).is_unspecified else "127.0.0.1"


def base_url(host: str, port: int, *, https: bool) -> str:
    """The address to give to people and tablets."""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_unspecified:
            host = lan_address()
    scheme, usual = ("https", 443) if https else ("http", 80)
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port == usual else f"{scheme}://{shown}:{port}"


def serve(
    app: Flask,
    listener: socket.socket,
    mode: str,
    certificate: tuple[Path, Path] | None,
    ready: Callable[[], Any],
) -> None:
    """Serve until Ctrl-C or the system asks to stop; `ready` is called once connections are taken.

    Raises:
        PortTakenError: another program began to listen first; two may hold a port that neither listens on.
    """
    try:
        listener.listen(WAITING)
    except OSError as error:
        raise PortTakenError(str(error)) from error
    # What is loaded by now stays: to search it again for what could be freed would hold up every screen.
    gc.collect()
    gc.freeze()
    run = _serve_gevent if mode == "gevent" else _serve_threads
    with contextlib.suppress(KeyboardInterrupt):
        run(app, listener, certificate, ready)


def _serve_gevent(
    app: Flask, listener: socket.socket, certificate: tuple[Path, Path] | None, ready: Callable[[], Any]
) -> None:
    import gevent
    from gevent import event, pywsgi

    # Not by an exception: it would come up in whatever request is being answered.
    asked_to_stop = event.Event()
    for number in STOPS:
        gevent.signal_handler(number, asked_to_stop.set)

    plain = pywsgi.WSGIServer(listener, plain_door(app), log=None)  # never started: it is handed connections
    plain.update_environ()
    threshold = Threshold()

    class Server(pywsgi.WSGIServer):  # type: ignore[misc]
        def wrap_socket_and_handle(self, client_socket: Any, address: Any) -> None:
            # A device that does not trust our authority, or goes away at once, is no failure of ours.
            with contextlib.suppress(ssl.SSLError, ConnectionError, SilentError):
                if threshold.speaks_plainly(client_socket):
                    plain.handle(client_socket, address)
                else:
                    super().wrap_socket_and_handle(client_socket, address)

    secure = {"ssl_context": _tls(certificate)} if certificate else {}
    server = Server(listener, app, log=None, **secure)
    server.start()
    ready()
    try:
        asked_to_stop.wait()
    finally:
        server.stop(timeout=1)


def _serve_threads(
    app: Flask, listener: socket.socket, certificate: tuple[Path, Path] | None, ready: Callable[[], Any]
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    for number in STOPS:
        signal.signal(number, interrupt)
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        disable_nagle_algorithm = True

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing: tablets ask all day long."""

    host, port = listener.getsockname()[:2]
    listener.close()  # Werkzeug opens its own, and Windows cannot hand one over
    tls = _tls(certificate) if certificate else None
    server = make_server(host, port, app, threaded=True, request_handler=Quiet, ssl_context=tls)
    ready()
    try:
        server.serve_forever()
    finally:
        server.server_close()


def _tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def remember_address(instance: Path, address: str) -> None:
    """Keep the address people use, for links made by other commands."""
    (instance / ADDRESS_FILE).write_text(address, encoding="ascii")


def last_address(instance: Path) -> str:
    """The address this instance was last served at, else the usual one."""
    try:
        return (instance / ADDRESS_FILE).read_text("ascii").strip()
    except OSError:
        return base_url("0.0.0.0", PORT, https=False)  # noqa: S104 - stands for the LAN address

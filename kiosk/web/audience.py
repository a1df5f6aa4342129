"""Every route states who may use it; without a statement the application does not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, Response, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as BaseResponse

from kiosk.errors import Refused
from kiosk.web.context import caller

P = ParamSpec("P")
R = TypeVar("R")
ANYONE = "anyone"
ROLES = frozenset({"organiser", "kiosk", "room", "board", "attendee"})


def audience(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say who may use a view: `anyone`, or some of organiser, kiosk, room, board, attendee."""
    if not roles or not (set(roles) <= ROLES or roles == (ANYONE,)):
        raise ValueError(f"no audience: {roles}")

    def state(view: Callable[P, R]) -> Callable[P, R]:
        view.audience = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return state


def audience_of(app: Flask, endpoint: str) -> frozenset[str]:
    """Who may use the view behind an endpoint."""
    if endpoint == "static":
        return frozenset({ANYONE})
    found: frozenset[str] = getattr(app.view_functions[endpoint], "audience", frozenset())
    return found


def guard(app: Flask) -> None:
    """Enforce the audiences on every request.

    Raises:
        RuntimeError: a route states none.
    """
    missing = sorted(e for e in app.view_functions if not audience_of(app, e))
    if missing:
        raise RuntimeError(f"routes without an audience: {', '.join(missing)}")

    @app.before_request
    def _check() -> Response | BaseResponse | None:
        if request.endpoint is None:
            return None
        allowed = audience_of(app, request.endpoint)
        who = caller()
        if ANYONE in allowed or (who is not None and who.role in allowed):
            return None
        if request.path.startswith("/api/"):
            if who is None:
                raise Refused("unauthorised", "This device is not paired. Pair it again.", 401)
            raise Refused("forbidden", "This device may not do that.", 403)
        if allowed == {"organiser"}:
            return redirect(url_for("auth.login", next=request.full_path.rstrip("?")))
        raise Forbidden

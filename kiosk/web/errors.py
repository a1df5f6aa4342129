"""A refusal in the user's language: JSON for the API, a page for people."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from kiosk.domain.interview_states import State
from kiosk.errors import Refused
from kiosk.i18n import refusal

log = logging.getLogger(__name__)


def _wants_json() -> bool:
    return request.path.startswith("/api/")


def _answer(
    code: str, message: str, status: int, details: dict[str, str] | None = None
) -> tuple[Response | str, int]:
    if _wants_json():
        return jsonify(error={"code": code, "message": message} | (details or {})), status
    return render_template("error.html", status=status, message=message), status


def init_app(app: Flask) -> None:
    @app.errorhandler(Refused)
    def _refused(error: Refused) -> tuple[Response | str, int]:
        states = {name: value.value for name, value in error.values.items() if isinstance(value, State)}
        return _answer(error.code, refusal(error), error.status, states)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[Response | str, int]:
        status = error.code or 500
        words = {
            400: _("The request could not be understood. Please try again."),
            403: _("This page is not for you. Please ask the organiser."),
            404: _("There is nothing here. The link may be old."),
            405: _("That is not possible here."),
            413: _("The file is too large: 16 MB at most."),
            429: _("Too many tries. Please wait a minute."),
        }
        return _answer(error.name.lower().replace(" ", "_"), words.get(status, error.name), status)

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> tuple[Response | str, int]:
        # By its rule, never by its address: links of phones and of pairings are secrets.
        log.exception("a request failed: %s %s", request.method, request.url_rule, exc_info=error)
        return _answer("internal", _("Something went wrong on our side. Please try again."), 500)

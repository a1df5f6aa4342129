"""What anyone may ask: is the process alive, is it ready."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from kiosk.web.audience import audience
from kiosk.web.context import database

blueprint = Blueprint("pages", __name__)


@audience("anyone")
def healthz() -> Response:
    """The process is alive."""
    return jsonify(status="ok")


@audience("anyone")
def readyz() -> Response:
    """The database answers."""
    with database().read() as session:
        session.execute(text("SELECT 1"))
    return jsonify(status="ok")


blueprint.add_url_rule("/healthz", view_func=healthz)
blueprint.add_url_rule("/readyz", view_func=readyz)

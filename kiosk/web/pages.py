"""What anyone may ask: is the process alive, is it ready."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from kiosk.web.audience import audience
from kiosk.web.context import database, settings

blueprint = Blueprint("pages", __name__)
log = logging.getLogger(__name__)
PATIENCE = 2
"""Seconds in which Redis has to answer."""


@audience("anyone")
def healthz() -> Response:
    """The process is alive."""
    return jsonify(status="ok")


@audience("anyone")
def readyz() -> Response | tuple[Response, int]:
    """The database answers, and Redis where it is used; 503 names which does not."""
    for part, answers in (("database", _database_answers), ("redis", _redis_answers)):
        try:
            answers()
        except (SQLAlchemyError, RedisError) as error:
            log.warning("not ready, %s: %s", part, error)
            return jsonify(status=f"no {part}"), 503
    return jsonify(status="ok")


def _database_answers() -> None:
    with database().read() as session:
        session.execute(text("SELECT 1"))


def _redis_answers() -> None:
    if address := settings().redis_url:
        with Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as redis:
            redis.ping()


blueprint.add_url_rule("/healthz", view_func=healthz)
blueprint.add_url_rule("/readyz", view_func=readyz)

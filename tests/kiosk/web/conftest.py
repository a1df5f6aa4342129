"""A signed-in organiser at a browser that sends its form tokens."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.models import User


@pytest.fixture
def office(app: Flask, db: Database) -> FlaskClient:
    """An organiser's browser, reading Japanese. Form tokens are taken as sent; see test_organiser_events."""
    app.config["WTF_CSRF_ENABLED"] = False
    with db.write() as session:
        user = User(
            name="事務局",
            password_hash="-",
            language="ja",
            created_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        )
        session.add(user)
        session.flush()
        user_id = user.id
    client = app.test_client()
    with client.session_transaction() as browser:
        browser["_user_id"], browser["_fresh"] = str(user_id), True
    return client

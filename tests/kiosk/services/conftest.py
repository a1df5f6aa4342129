"""What the tests of services share."""

from __future__ import annotations

import pytest

from kiosk.db import Database
from kiosk.domain.facts import News
from tests.kiosk.services.desk import Desk


@pytest.fixture
def desk(db: Database, event_id: int) -> Desk:
    return Desk(db, event_id)


@pytest.fixture
def news(db: Database) -> list[News]:
    heard: list[News] = []
    db.after_commit = heard.extend
    return heard

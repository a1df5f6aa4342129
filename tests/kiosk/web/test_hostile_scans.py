"""Ten thousand things that are no badge: all refused, all on record, none of them shown as markup."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kiosk.db import Database
from kiosk.domain.badge_codes import LONGEST_RAW
from kiosk.models import Badge, Scan
from tests.kiosk import make
from tests.kiosk.web.hostile import payloads

PAYLOADS = 10_000
SEED = 20261126


class _Tags(HTMLParser):
    """The tags of a page, and whatever in it would run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.handlers += [value for _, value in attrs if value and value.startswith("javascript:")]


def test_ten_thousand_hostile_payloads_are_refused_and_kept(
    app: Flask, db: Database, event_id: int, office: FlaskClient
) -> None:
    with db.write() as session:
        _device, token = make.device(session, event_id, "kiosk")
        badges = session.scalar(select(func.count()).select_from(Badge))
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    client.post("/api/v1/checkins", json={"code": "harmless", "nonce": "first"})
    clean = _Tags(office.get(f"/events/{event_id}/scans?show=refused").get_data(as_text=True))
    for number, payload in enumerate(payloads(PAYLOADS, SEED)):
        answer = client.post(
            "/api/v1/checkins",
            data=json.dumps({"code": payload, "nonce": f"h{number}"}),
            content_type="application/json",
        )
        assert answer.status_code == 422, (payload, answer.get_data(as_text=True))
        assert answer.json is not None
        assert (answer.json["status"], answer.json["reason"]) == ("refused", "unknown")
        assert "attendee" not in answer.json
    with db.read() as session:
        kept = session.execute(select(Scan.result, Scan.reason, Scan.attendee_id, Scan.raw)).all()
        assert session.scalar(select(func.count()).select_from(Badge)) == badges
    assert len(kept) == PAYLOADS + 1
    assert {(row.result, row.reason, row.attendee_id) for row in kept} == {("refused", "unknown", None)}
    assert all(len(row.raw) <= LONGEST_RAW for row in kept)
    assert all(row.raw.isprintable() for row in kept)
    assert sum(bool(row.raw) for row in kept) > PAYLOADS * 0.9
    page = office.get(f"/events/{event_id}/scans?show=refused")
    assert page.status_code == 200
    shown = _Tags(page.get_data(as_text=True))
    assert not shown.handlers
    assert shown.tags == clean.tags

"""Slips with the link of a person's phone page, and replacing a link."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.queries.phones import phone_by_token
from kiosk.security import phone_token

KEY = "a key for tests"


def test_everyone_chosen_has_a_slip(office: FlaskClient, db: Database, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/phones/sheet?company=S1").text
    assert re.findall(r'<p class="name">([^<]*?) <span', page) == ["山田 太郎", "山田 直子"]
    assert page.count("<svg") == 2
    assert "第1版" in page
    assert phone_by_token(db, phone_token(KEY, event_id, "P-S1b", 1)) is not None
    assert phone_by_token(db, phone_token(KEY, event_id, "P-S2", 1)) is None


def test_link_is_in_the_picture_and_not_in_the_page(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/phones/sheet?attendee=P-S1").text
    assert phone_token(KEY, event_id, "P-S1", 1) not in page


def test_replaced_link_is_on_the_next_slip(office: FlaskClient, db: Database, event_id: int) -> None:
    office.get(f"/events/{event_id}/phones/sheet?attendee=P-S1")
    answer = office.post(f"/events/{event_id}/phones/P-S1/replace", follow_redirects=True)
    assert "以前のリンクは使えなくなりました" in answer.text
    assert phone_by_token(db, phone_token(KEY, event_id, "P-S1", 1)) is None
    assert phone_by_token(db, phone_token(KEY, event_id, "P-S1", 2)) is not None


def test_company_and_badges_pages_lead_to_the_slips(office: FlaskClient, event_id: int) -> None:
    assert "/phones/sheet?attendee=P-S1" in office.get(f"/events/{event_id}/companies/S1").text
    assert "/phones/sheet?side=supplier" in office.get(f"/events/{event_id}/badges?side=supplier").text


def test_nobody_to_print_for_is_said(office: FlaskClient, event_id: int) -> None:
    assert "用紙を印刷する人がいません" in office.get(f"/events/{event_id}/phones/sheet?company=S9").text

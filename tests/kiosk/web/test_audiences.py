"""Every route × every role: who is let in, with which answer. A route missing here fails.

`ALLOWED` says for each route the status with which it answers those whom it is for, asked as in `PLACES`.
All others are sent to the sign-in page (302), told to pair (401), or that it is not for them (403).
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.models import PhoneLink
from kiosk.queries.clocks import moment
from kiosk.security import digest, phone_token
from kiosk.services.devices import add_device
from kiosk.web.audience import ANYONE
from kiosk.web.context import real_now

ROLES = ("anonymous", "organiser", "kiosk", "room", "board", "attendee")
OFFICE = frozenset({"organiser"})
EVERYONE = frozenset(ROLES)
DEVICES = frozenset({"kiosk", "room", "board"})
RECEPTION = frozenset({"organiser", "kiosk"})
PHONE = frozenset({"attendee"})
SCREENS = frozenset({"organiser", "kiosk", "room", "board"})
PLACES = {
    "event_id": 1,
    "company_id": "S1",
    "attendee_id": "nobody",
    "timetable_id": 1,
    "job_id": 99,
    "device_id": 99,
    "interview_id": 99,
    "room_id": "R1",
    "token": "gone",
    "code": "gone",
    "message_id": 99,
    "nonce": "gone",
    "filename": "favicon.svg",
    "kind": "csv",
}
ALLOWED: dict[tuple[str, str], tuple[frozenset[str], int]] = {
    ("GET", "static"): (EVERYONE, 200),
    ("GET", "pages.healthz"): (EVERYONE, 200),
    ("GET", "pages.readyz"): (EVERYONE, 200),
    ("GET", "certificate.guide"): (EVERYONE, 200),
    ("GET", "certificate.file"): (EVERYONE, 404),  # only a server with HTTPS has one
    ("GET", "certificate.profile"): (EVERYONE, 404),
    ("GET", "auth.login"): (EVERYONE, 200),
    ("POST", "auth.login"): (EVERYONE, 200),
    ("POST", "auth.logout"): (OFFICE, 302),
    ("GET", "screens.pair"): (EVERYONE, 404),
    ("POST", "screens.pair"): (EVERYONE, 404),
    ("GET", "screens.screen"): (DEVICES, 403),  # another device's screen
    ("GET", "screens.print_badge"): (frozenset({"kiosk"}), 403),  # another device's page
    ("GET", "screens.decoder"): (EVERYONE, 200),
    ("GET", "screens.worker"): (EVERYONE, 200),
    ("GET", "phones.page"): (EVERYONE, 404),  # the link itself is the secret
    ("GET", "phones.calendar"): (EVERYONE, 404),
    ("GET", "phones.worker"): (EVERYONE, 200),
    ("GET", "organiser.home"): (OFFICE, 200),
    ("GET", "organiser.import_event"): (OFFICE, 200),
    ("POST", "organiser.import_event"): (OFFICE, 400),
    ("GET", "organiser.import_preview"): (OFFICE, 404),
    ("POST", "organiser.import_preview"): (OFFICE, 404),
    ("GET", "organiser.template"): (OFFICE, 200),
    ("GET", "organiser.overview"): (OFFICE, 200),
    ("GET", "organiser.replace"): (OFFICE, 200),
    ("POST", "organiser.replace"): (OFFICE, 400),
    ("GET", "organiser.current_list"): (OFFICE, 200),
    ("GET", "organiser.replace_preview"): (OFFICE, 404),
    ("POST", "organiser.replace_preview"): (OFFICE, 404),
    ("GET", "organiser.solve"): (OFFICE, 200),
    ("POST", "organiser.solve"): (OFFICE, 422),
    ("GET", "organiser.job"): (OFFICE, 404),
    ("POST", "organiser.cancel"): (OFFICE, 302),
    ("GET", "organiser.wishes"): (OFFICE, 200),
    ("GET", "organiser.companies"): (OFFICE, 200),
    ("GET", "organiser.company"): (OFFICE, 200),
    ("POST", "organiser.put_back"): (OFFICE, 302),
    ("GET", "organiser.timetable"): (OFFICE, 200),
    ("GET", "organiser.states"): (OFFICE, 200),
    ("POST", "organiser.publish"): (OFFICE, 302),
    ("GET", "organiser.floor"): (OFFICE, 200),
    ("POST", "organiser.floor"): (OFFICE, 302),
    ("GET", "organiser.clock"): (OFFICE, 200),
    ("POST", "organiser.clock"): (OFFICE, 422),
    ("POST", "organiser.real"): (OFFICE, 302),
    ("GET", "organiser.rehearsal"): (OFFICE, 200),
    ("POST", "organiser.begin_rehearsal"): (OFFICE, 302),
    ("POST", "organiser.rehearsal_clock"): (OFFICE, 404),  # the event itself is no rehearsal
    ("POST", "organiser.rehearsal_crowd"): (OFFICE, 302),
    ("POST", "organiser.end_rehearsal"): (OFFICE, 404),
    ("GET", "organiser.attendance"): (OFFICE, 200),
    ("POST", "organiser.take_back"): (OFFICE, 302),
    ("GET", "organiser.attendance_file"): (OFFICE, 200),
    ("GET", "organiser.scans"): (OFFICE, 200),
    ("GET", "organiser.badges"): (OFFICE, 200),
    ("GET", "organiser.badge_sheet"): (OFFICE, 200),
    ("POST", "organiser.reprint"): (OFFICE, 404),
    ("GET", "organiser.phone_sheet"): (OFFICE, 200),
    ("POST", "organiser.replace_link"): (OFFICE, 404),
    ("GET", "organiser.desk"): (OFFICE, 200),
    ("GET", "organiser.desk_data"): (OFFICE, 200),
    ("GET", "organiser.actual"): (OFFICE, 200),
    ("GET", "organiser.actual_file"): (OFFICE, 200),
    ("GET", "organiser.papers"): (OFFICE, 200),
    ("GET", "organiser.print_papers"): (OFFICE, 200),
    ("GET", "organiser.devices"): (OFFICE, 200),
    ("POST", "organiser.devices"): (OFFICE, 422),
    ("POST", "organiser.new_device_link"): (OFFICE, 404),
    ("POST", "organiser.revoke_device"): (OFFICE, 404),
    ("POST", "organiser.set_up_kiosk"): (OFFICE, 302),
    ("GET", "organiser.troubles"): (OFFICE, 200),
    ("GET", "api.openapi"): (EVERYONE, 200),
    ("GET", "api.event"): (SCREENS, 200),
    ("GET", "api.board"): (SCREENS, 200),
    ("GET", "api.reception"): (RECEPTION, 200),
    ("POST", "api.reception_state"): (frozenset({"kiosk"}), 400),
    ("GET", "api.attendance"): (OFFICE, 200),
    ("GET", "api.directory"): (frozenset({"kiosk"}), 200),
    ("GET", "api.room"): (frozenset({"organiser", "room"}), 200),
    ("POST", "api.host"): (frozenset({"room"}), 400),
    ("POST", "api.version"): (frozenset({"room"}), 400),
    ("GET", "api.find"): (RECEPTION, 200),
    ("GET", "api.companies"): (RECEPTION, 200),
    ("GET", "api.people"): (RECEPTION, 200),
    ("POST", "api.walk_in"): (RECEPTION, 400),
    ("POST", "api.substitute"): (RECEPTION, 400),
    ("POST", "api.reprint"): (RECEPTION, 400),
    ("POST", "api.note"): (RECEPTION, 400),
    ("GET", "api.settings"): (frozenset({"kiosk"}), 200),
    ("POST", "api.pin"): (frozenset({"kiosk"}), 400),
    ("POST", "api.out_of_order"): (frozenset({"kiosk"}), 400),
    ("POST", "api.link"): (frozenset({"kiosk"}), 400),
    ("GET", "api.me"): (PHONE, 200),
    ("POST", "api.announce_late"): (PHONE, 400),
    ("POST", "api.acknowledge_changes"): (PHONE, 400),
    ("POST", "api.check_in"): (RECEPTION, 400),
    ("DELETE", "api.undo"): (RECEPTION, 404),
    ("DELETE", "api.undo_departure"): (RECEPTION, 404),
    ("GET", "api.person"): (RECEPTION, 404),
    ("POST", "api.take_back"): (RECEPTION, 400),
    ("POST", "api.depart"): (RECEPTION, 400),
    ("POST", "api.send"): (OFFICE, 400),
    ("POST", "api.acknowledge"): (frozenset({"organiser", "room"}), 400),
    ("POST", "api.end_message"): (OFFICE, 400),
    ("GET", "api.consequences"): (OFFICE, 400),
    ("POST", "api.shift"): (OFFICE, 400),
    ("POST", "api.hold"): (OFFICE, 400),
    ("POST", "api.release"): (OFFICE, 400),
    ("POST", "api.act"): (frozenset({"organiser", "kiosk", "room"}), 400),
    ("POST", "api.outcome"): (frozenset({"organiser", "room", "attendee"}), 400),
}


def routes(app: Flask) -> dict[tuple[str, str], str]:
    """(method, endpoint) → an address of it."""
    with app.test_request_context():
        return {
            (method, rule.endpoint): app.url_for(
                rule.endpoint, **{name: PLACES[name] for name in rule.arguments}
            )
            for rule in app.url_map.iter_rules()
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        }


def expected(key: tuple[str, str], role: str) -> int:
    """The status with which a route answers a role."""
    roles, status = ALLOWED[key]
    if role in roles:
        return status
    if key[1].startswith("api."):
        return 401 if role == "anonymous" else 403
    return 302 if roles == OFFICE else 403


@pytest.fixture
def tokens(app: Flask, db: Database, event_id: int, office: FlaskClient) -> dict[str, str]:
    """A Bearer token for each role that has one; the organiser's is the one its pages use."""
    found = {}
    with db.write() as session:
        now = moment(session, event_id, real_now())
        for role in sorted(DEVICES):
            added = add_device(
                session, event_id, role=role, name=role, key=app.config["SECRET_KEY"], actor="user:test",
                now=now, room_id="R1" if role == "room" else None,
            )  # fmt: skip
            found[role] = added.token
        token = phone_token(app.config["SECRET_KEY"], event_id, "P-S1", 1)
        session.add(
            PhoneLink(event_id=event_id, attendee_id="P-S1", token_hash=digest(token), made_at=real_now())
        )
        found["attendee"] = token
    page = office.get(f"/events/{event_id}/timetable").text
    found["organiser"] = page.split('data-token="', 1)[1].split('"', 1)[0]
    return found


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert set(routes(app)) == set(ALLOWED)


def test_audience_each_route_states_is_the_one_in_the_table(app: Flask) -> None:
    stated = {
        key: getattr(app.view_functions[key[1]], "audience", frozenset({ANYONE})) for key in routes(app)
    }
    assert stated == {
        key: frozenset({ANYONE}) if roles == EVERYONE else roles for key, (roles, _) in ALLOWED.items()
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_each_role_as_the_table_says(
    app: Flask, tokens: dict[str, str], office: FlaskClient, role: str
) -> None:
    headers = {"Authorization": f"Bearer {tokens[role]}"} if role in tokens else {}
    found = {}
    for key, address in routes(app).items():
        # A page knows the organiser by the browser's session, the API by the token.
        client = app.test_client()
        if role == "organiser" and not key[1].startswith("api."):
            with office.session_transaction() as mine, client.session_transaction() as browser:
                browser.update(mine)
            headers = {}
        elif role == "organiser":
            headers = {"Authorization": f"Bearer {tokens[role]}"}
        form = None if key[1].startswith("api.") else {"time_limit": "0"}
        answer = client.open(address, method=key[0], headers=headers, data=form, buffered=True)
        found[key] = answer.status_code
        answer.close()
    assert found == {key: expected(key, role) for key in ALLOWED}

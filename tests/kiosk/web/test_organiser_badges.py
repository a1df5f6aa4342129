"""The organiser's badges: the list, the sheets, the reprint."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.domain.badge_codes import spoken
from kiosk.models import Attendee
from kiosk.queries.badges import BadgeFilter, badges
from tests.kiosk import make


def _names(page: str) -> list[str]:
    return re.findall(r'class="name" data-length="\w+">([^<]+)<', page)


def test_list_shows_everyone_with_their_code(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/badges").text
    for person, _company, name, *_rest in make.PEOPLE:
        assert name in page
        assert spoken(make.code(person)) in page


def test_sheet_holds_a_card_for_everyone_with_what_stands_on_it(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/badges/sheet").text
    assert page.count('<article class="badge"') == 8
    assert page.count('<section class="sheet-a4">') == 1
    assert page.count("架空データ") == 8
    assert page.count('class="qr"') == 8
    assert page.count(">大手企業<") == 3
    assert spoken(make.code("P-S1")) in page


def test_sheet_is_narrowed_by_side_company_and_person(office: FlaskClient, event_id: int) -> None:
    sheet = f"/events/{event_id}/badges/sheet"
    assert _names(office.get(f"{sheet}?side=buyer").text) == ["横山 一郎", "石田 花子", "三田 次郎"]
    assert _names(office.get(f"{sheet}?company=S1").text) == ["山田 太郎", "山田 直子"]
    assert _names(office.get(f"{sheet}?attendee=P-S4").text) == ["𠮷野 光"]
    assert "印刷する名札がありません" in office.get(f"{sheet}?company=nobody").text


def test_eleven_people_need_two_sheets(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        for number in range(3):
            session.add(
                Attendee(
                    event_id=event_id, id=f"X{number}", position=100 + number, company_id="S1", staff_id=None,
                    name="佐藤", kana="", name_en="", title="", email="", phone="", search="",
                    cancelled_at=None,
                )
            )  # fmt: skip
    for number in range(3):
        office.post(f"/events/{event_id}/badges/X{number}/reprint")
    page = office.get(f"/events/{event_id}/badges/sheet").text
    assert page.count('<section class="sheet-a4">') == 2


def test_sheet_leaves_out_who_cancelled(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S1")).cancelled_at = make.at("09:00")
    page = office.get(f"/events/{event_id}/badges/sheet?company=S1").text
    assert _names(page) == ["山田 直子"]


def test_reprint_gives_a_new_code_and_offers_to_print_it(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    page = office.post(f"/events/{event_id}/badges/P-S1/reprint", follow_redirects=True).text
    assert "山田 太郎\N{NO-BREAK SPACE}様の名札を再発行しました。" in page
    assert f"/events/{event_id}/badges/sheet?attendee=P-S1" in page
    with db.read() as session:
        code = badges(session, event_id, BadgeFilter(attendee_id="P-S1"))[0].code
    assert code != make.code("P-S1")
    assert spoken(code) in page
    assert spoken(make.code("P-S1")) not in page


def test_names_with_markup_are_escaped(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S1")).name = "<script>alert(1)</script>"
    for path in ("badges", "badges/sheet"):
        assert "<script>alert" not in office.get(f"/events/{event_id}/{path}").text


def test_badge_of_a_person_whose_id_holds_a_slash_is_reprinted(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        session.add(
            Attendee(
                event_id=event_id, id="P/9", position=9, company_id="S1", staff_id=None, name="斜線 一",
                kana="", name_en="", title="", email="", phone="", search="",
            )
        )  # fmt: skip
    assert office.post(f"/events/{event_id}/badges/P%2F9/reprint").status_code == 302


def test_companies_are_named_in_english_on_an_english_page(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/badges?lang=en").text
    assert '<option value="S1">Takasaki Seiki</option>' in page
    assert '<td class="first">Takasaki Seiki</td>' in page

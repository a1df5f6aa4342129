"""Companies and wishes: the organiser's own knowledge, whole."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.outcomes import OutcomeNote
from kiosk.models import Company, Interview, Wish
from kiosk.services.outcomes import record
from tests.kiosk import make


def test_wishes_show_rank_mark_and_what_became_of_them(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/wishes").text
    assert page.count("data-search=") == 8
    assert page.count('data-fate="placed"') == 7
    assert page.count('data-fate="declined"') == 1
    assert "横河電機株式会社が × としました。" in page


def test_wishes_show_the_demands_on_them(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        wish = session.get_one(Wish, (event_id, "S1", "B1"))
        wish.decision, wish.after, wish.note, wish.needs = "must", "B2", "図面あり", ["interpreter", "検査員"]
    page = office.get(f"/events/{event_id}/wishes").text
    assert "必ず実施" in page
    assert "「株式会社IHI」との面談の後" in page
    assert "同席: 通訳 · 検査員" in page
    assert "図面あり" in page


def test_companies_can_be_searched_by_every_spelling(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/companies").text
    assert 'data-search="S1 株式会社髙崎精機 Takasaki Seiki タカサキセイキ' in page
    assert [len(re.findall(f'data-side="{side}"', page)) for side in ("buyer", "supplier")] == [3, 4]


def test_company_shows_its_day_people_and_wishes(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/companies/B1").text
    assert re.findall(r"<b>(\d\d:\d\d)</b>", page) == ["10:00", "10:20", "13:00"]
    assert "横山 一郎" in page
    assert page.count('class="rank"') == 4


def test_company_that_is_not_there_is_not_found(office: FlaskClient, event_id: int) -> None:
    answer = office.get(f"/events/{event_id}/companies/S99")
    assert answer.status_code == 404
    assert "その企業は見つかりません。" in answer.text


def test_name_is_escaped_wherever_it_comes_from(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Wish, (event_id, "S1", "B1")).note = "<script>alert(1)</script>"
    for page in ("wishes", "companies/S1"):
        text = office.get(f"/events/{event_id}/{page}").text
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text


def test_company_whose_id_holds_a_slash_has_its_page(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        session.add(
            Company(
                event_id=event_id, id="S/5", side="supplier", position=9, name="斜線工業株式会社", kana="",
                name_en="", room_id=None, region="", partner="", parallel=1, min_interviews=None,
                max_interviews=None, available="", profile="",
            )
        )  # fmt: skip
    assert f'href="/events/{event_id}/companies/S/5"' in office.get(f"/events/{event_id}/companies").text
    assert "斜線工業株式会社" in office.get(f"/events/{event_id}/companies/S%2F5").text


def way_back(page: str, interview_id: int) -> dict[str, str]:
    """The hidden fields of an interview's form on its company's page."""
    form = page.split(f'/interviews/{interview_id}">', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'name="(action|nonce)" value="([^"]+)"', form))


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        ("no_show", "予定に戻す", "scheduled"),
        ("cancelled", "予定に戻す", "scheduled"),
        ("in_progress", "開始を取り消す", "scheduled"),
        ("finished", "終了を取り消す", "in_progress"),
    ],
)
def test_interview_is_put_back_on_its_companys_page(
    office: FlaskClient, db: Database, event_id: int, before: str, button: str, after: str
) -> None:
    with db.write() as session:
        interview = make.interview(session, "S1", "B1")
        interview.state, interview_id = before, interview.id
    page = office.get(f"/events/{event_id}/companies/S1").text
    assert page.count(button) == 1
    sent = way_back(page, interview_id)
    path = f"/events/{event_id}/companies/S1/interviews/{interview_id}"
    for _ in range(2):  # the second tap is the same request
        assert office.post(path, data=sent).headers["Location"] == f"/events/{event_id}/companies/S1"
    with db.read() as session:
        assert session.get_one(Interview, interview_id).state == after
    assert "面談を元に戻しました。" in office.get(f"/events/{event_id}/companies/S1").text


def test_only_steps_back_are_taken_on_a_companys_page(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.read() as session:
        interview_id = make.interview(session, "S1", "B1").id
    page = office.get(f"/events/{event_id}/companies/S1").text
    assert "/interviews/" not in page  # nothing of it has begun
    path = f"/events/{event_id}/companies/S1/interviews/{interview_id}"
    office.post(path, data={"action": "start", "nonce": "12345678"})
    with db.read() as session:
        assert session.get_one(Interview, interview_id).state == "scheduled"
    assert "最新のページで" in office.get(f"/events/{event_id}/companies/S1").text


def test_company_page_tells_what_came_of_its_interviews_from_both_sides(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    assert "data-outcomes" not in office.get(f"/events/{event_id}/companies/S1").text
    with db.write() as session:
        interview = make.interview(session, "S1", "B1")
        interview.state = "finished"
        now = Moment(make.at("10:21"), make.at("10:21"))
        noted = OutcomeNote("◎", "estimate", "supplier", "図面を<b>送る")
        who = Caller("organiser", "user:test", event_id)
        record(session, who, interview.id, noted, nonce="n", now=now)
    for company, other in (("S1", "横河電機"), ("B1", "髙崎精機")):
        page = office.get(f"/events/{event_id}/companies/{company}").text
        line = page.split("data-outcomes", 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
        for words in (other, "大いに期待できる", "見積もり", "図面を&lt;b&gt;送る", "10:21"):
            assert words in line, (company, words)
    assert "data-outcomes" not in office.get(f"/events/{event_id}/companies/S2").text

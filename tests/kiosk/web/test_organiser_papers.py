"""Papers, and planned against actual, as pages and files."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient

from kiosk.db import Database
from tests.kiosk import make


def _sheets(page: str) -> list[str]:
    return re.findall(r'<table class="(paper[^"]*)"', page)


def test_everything_is_printed_at_once_with_version_and_time_on_each_sheet(
    office: FlaskClient, event_id: int
) -> None:
    page = office.get(f"/events/{event_id}/papers/print?go=1").text
    kinds = _sheets(page)
    assert (kinds.count("paper wide"), kinds.count("paper company"), kinds.count("paper")) == (2, 7, 5)
    feet = re.findall(r'<td class="foot">(.*?)</td>', page, re.DOTALL)
    assert len(feet) == len(kinds)
    for foot in feet:
        assert re.search(r"第1版", foot), foot
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", foot)
    assert "print_now.js" in page


def test_only_the_chosen_sheets_are_printed(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/papers/print?part=tables&part=people").text
    assert _sheets(page) == ["paper"] * 4
    assert "print_now.js" not in page


def test_nothing_changed_since_the_version_in_force(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/papers/print?since=1").text
    assert _sheets(page) == []
    assert "変更はありません" in page


def test_no_paper_shows_ranks_marks_or_reasons(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/papers/print").text
    assert "×" not in page
    assert 'class="rank"' not in page
    company = page.split('class="paper company"')[1]
    assert not any(name in company for _, _, name, _, _ in make.PEOPLE)


def test_papers_page_offers_everything_and_counts_it(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/papers").text
    assert f'href="/events/{event_id}/papers/print?go=1"' in page
    assert re.findall(r'name="part" value="(\w+)"', page) == [
        "grid",
        "tables",
        "directions",
        "people",
        "companies",
    ]


def _late(db: Database, event_id: int) -> None:
    with db.write() as session:
        row = make.interview(session, "S1", "B1")
        row.state = "finished"
        row.actual_start, row.actual_end = make.at("10:04"), make.at("10:26")


def test_actual_page_says_the_delay_and_draws_it(office: FlaskClient, db: Database, event_id: int) -> None:
    _late(db, event_id)
    page = office.get(f"/events/{event_id}/actual").text
    assert "全体の時刻より 4 分以上遅れて" in page
    assert page.count('<rect class="own"') == 2  # wide and narrow
    assert "10:04–10:26" not in page
    assert "10:04–10:26" in office.get(f"/events/{event_id}/actual?every=1").text


def test_actual_page_before_anything_was_held_says_so(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/actual").text
    assert "この日に始まった面談はまだありません" in page
    assert "<rect" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_actual_is_a_file_for_excel(office: FlaskClient, db: Database, event_id: int, kind: str) -> None:
    _late(db, event_id)
    answer = office.get(f"/events/{event_id}/actual.{kind}")
    if kind == "csv":
        assert "10:04,10:26,4,2," in answer.data.decode("utf-8-sig")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
        assert (sheet.title, sheet.max_row) == ("actual", 8)

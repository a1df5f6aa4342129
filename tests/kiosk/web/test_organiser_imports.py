"""Upload → every fault or a preview → save: nothing is kept before that."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from kiosk.config import Settings
from kiosk.db import Database
from kiosk.models import Company, Event, Wish
from scheduler.formats import read_event
from scheduler.problem import DEFAULT_GOALS
from tests.kiosk import make
from tests.kiosk.services.event_files import FILES


def files(**changed: str) -> list[tuple[io.BytesIO, str]]:
    """The tiny event's CSV files, some of them changed."""
    texts = FILES | {f"{name}.csv": text for name, text in changed.items()}
    return [(io.BytesIO(text.encode()), name) for name, text in texts.items()]


def send(office: FlaskClient, path: str, chosen: list[tuple[io.BytesIO, str]]) -> TestResponse:
    return office.post(path, data={"files": chosen}, content_type="multipart/form-data")


def events(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count(Event.id))) or 0


def test_upload_leads_over_a_preview_to_the_saved_event(office: FlaskClient, db: Database) -> None:
    preview = send(office, "/import", files()).headers["Location"]
    page = office.get(preview).text
    assert "小さな商談会" in page
    assert "3 / 9" in page  # wishes without × against places: 3 slots at 3 tables
    assert "株式会社髙崎精機" in page
    assert events(db) == 0
    answer = office.post(preview)
    assert answer.headers["Location"] == "/events/1/"
    assert "保存しました。" in office.get("/events/1/").text
    assert events(db) == 1
    assert office.post(preview).status_code == 404  # the files were forgotten


def test_preview_names_what_was_noticed(office: FlaskClient) -> None:
    unknown = FILES["rooms.csv"].replace("zone\n", "zone,照明\n").replace("1,2,\n", "1,2,,明\n")
    page = office.get(send(office, "/import", files(rooms=unknown)).headers["Location"]).text
    assert "ご確認ください" in page
    assert "照明" in page


def test_upload_shows_every_fault_at_its_place_and_keeps_nothing(
    office: FlaskClient, db: Database, settings: Settings
) -> None:
    bad = FILES["wishes.csv"].replace("S1,B1,1", "S1,B9,x").replace("S2,B2,", "S7,B2,")
    answer = send(office, "/import", files(wishes=bad))
    assert answer.status_code == 422
    assert "3 か所を直してください。" in answer.text
    assert answer.text.count("<td>wishes.csv</td>") == 3
    assert "wishes.csv:2:buyer: 「B9」" in answer.text
    assert events(db) == 0
    assert [*(settings.instance / "uploads").iterdir()] == []


def test_upload_tells_faults_in_english_too(office: FlaskClient) -> None:
    bad = FILES["wishes.csv"].replace("S1,B1,1", "S1,B9,1")
    answer = send(office, "/import?lang=en", files(wishes=bad))
    assert "Places to correct: 1." in answer.text
    assert "B9" in answer.text


def test_upload_takes_a_zip_as_well(office: FlaskClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    packed.seek(0)
    assert send(office, "/import", [(packed, "商談会.zip")]).status_code == 302


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ([], "ファイルを選択してください。"),
        ([(b"x", "a.docx")], "Excel"),
        ([(b"x", "event.xlsx")], "event.xlsx"),
    ],
)
def test_upload_of_something_else_says_what_to_choose(
    office: FlaskClient, chosen: list[tuple[bytes, str]], words: str
) -> None:
    answer = send(office, "/import", [(io.BytesIO(content), name) for content, name in chosen])
    assert 400 <= answer.status_code < 500
    assert words in answer.text
    assert 'type="file"' in answer.text


def test_same_event_again_leads_to_replacing_it(office: FlaskClient, db: Database) -> None:
    office.post(send(office, "/import", files()).headers["Location"])
    again = send(office, "/import", files()).headers["Location"]
    page = office.get(again).text
    token = again.rsplit("/", 1)[1]
    assert "このイベントはすでに取り込まれています" in page
    assert f'href="/events/1/import/{token}"' in page
    assert office.post(again, follow_redirects=True).text.count("このイベントはすでに取り込まれています") == 1
    assert events(db) == 1


def test_replace_asks_first_and_then_holds_the_new_wishes(office: FlaskClient, db: Database) -> None:
    office.post(send(office, "/import", files()).headers["Location"])
    fewer = FILES["wishes.csv"].replace("S2,B1,1,×,,,,,,\n", "")
    preview = send(office, "/events/1/import", files(wishes=fewer)).headers["Location"]
    assert "「小さな商談会」のデータを置き換えますか?" in office.get(preview).text
    with db.read() as session:
        assert session.get(Wish, (1, "S2", "B1")) is not None
    office.post(preview)
    with db.read() as session:
        assert session.get(Wish, (1, "S2", "B1")) is None
        assert session.scalar(select(func.count(Company.id))) == 4


def test_replace_with_another_events_files_is_warned_of(office: FlaskClient, event_id: int) -> None:
    preview = send(office, f"/events/{event_id}/import", files()).headers["Location"]
    assert "ファイルのイベント名は「小さな商談会」です。" in office.get(preview).text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_template_is_a_workbook_that_can_be_imported(office: FlaskClient, tmp_path: Path, lang: str) -> None:
    answer = office.get(f"/template.xlsx?lang={lang}")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert disposition.isascii()  # a name in kanji is written in its own way, or the server sends nothing
    path = tmp_path / "template.xlsx"
    path.write_bytes(answer.data)
    data = read_event(path)
    assert data.warnings == ()
    assert len(data.problem.wishes) == 1
    assert data.problem.event.goals == DEFAULT_GOALS
    assert data.problem.event.language == lang


def test_template_offers_the_few_words_of_a_cell_and_says_what_they_mean(office: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(office.get("/template.xlsx").data))
    offered = {d.promptTitle: d.formula1 for d in book["希望"].data_validations.dataValidation}
    assert offered == {"評価": '"◎,○,△,×"', "判断": '"必須,不可"'}
    told = {cell.value: cell.comment.text for cell in book["希望"][1] if cell.comment}
    assert "△ 会ってもよい" in told["評価"]


def test_template_brought_in_untouched_is_warned_of(office: FlaskClient) -> None:
    blank = office.get("/template.xlsx").data
    page = office.get(send(office, "/import", [(io.BytesIO(blank), "event.xlsx")]).headers["Location"]).text
    assert "イベント名が記入用ブックのままです。" in page
    assert page.count("は記入例の行です。") == 2


def test_current_list_can_be_brought_in_again(office: FlaskClient, event_id: int) -> None:
    link = f"/events/{event_id}/list.xlsx"
    assert f'href="{link}"' in office.get(f"/events/{event_id}/import").text
    preview = send(office, f"/events/{event_id}/import", [(io.BytesIO(office.get(link).data), "list.xlsx")])
    page = office.get(preview.headers["Location"]).text
    assert "「試験商談会」のデータを置き換えますか?" in page
    assert "ご確認ください" not in page


def test_event_that_has_begun_says_so_before_files_are_chosen(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    preview = send(office, f"/events/{event_id}/import", files()).headers["Location"]
    with db.write() as session:
        make.interview(session, "S1", "B1").state = "in_progress"
    page = office.get(f"/events/{event_id}/import").text
    assert "すでに面談が始まっています" in page
    assert 'type="file"' not in page
    assert "置き換えて保存する" not in office.get(preview).text

"""The project's own documents say what is so: columns, options, routes, facts, files, words of buttons."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from kiosk.app import create_app
from kiosk.cli import _parser
from kiosk.config import Settings
from kiosk.domain.facts import Fact
from kiosk.domain.interview_states import ALLOWED, Action, Role
from kiosk.web.audience import audience_of
from scheduler.check import RULES
from scheduler.formats import read_meetings
from scheduler.formats.cells import DECISIONS, MARKS
from scheduler.formats.changes_csv import CHANGE_COLUMNS, KINDS
from scheduler.formats.columns import CHANGES, EVENT_KEYS, EVENT_TABLES, SHORT, TIMETABLE, Column, Spec
from scheduler.formats.timetable_csv import STATUSES
from scheduler.meetings import Meeting, Meetings
from scheduler.problem import GOALS, MARK_POINTS, RANK_POINTS
from scheduler.timetable import Reason, Status

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
TABLES = (*EVENT_TABLES, TIMETABLE)
CALLERS = {"kiosk": Role.RECEPTION, "room": Role.HOST, "organiser": Role.ORGANISER}


def _text(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def _section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of the same level or above."""
    level = heading.split(" ")[0]
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, heading
    return re.split(rf"\n#{{1,{len(level)}}} ", rest)[0]


def _rows(text: str) -> list[list[str]]:
    """The rows of all tables of a text, without rulers; headings are rows too."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _described(text: str, heading: str) -> dict[str, list[str]]:
    """The rows under a heading by the word in their first cell."""
    rows = _rows(_section(text, heading))
    return {row[0].strip("`"): row[1:] for row in rows if row[0].startswith("`")}


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_event_folder_page_lists_each_file_with_its_names(spec: Spec) -> None:
    rows = [row for row in _rows(_text("event-folder.md")) if row[0] == f"`{spec.name}.csv`"]
    must = "yes" if spec.required else "no"
    assert rows[0][1:] == [spec.ja, "、".join(spec.also), must, str(spec.max_rows)]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [*((f"## `{spec.name}.csv`", spec.columns) for spec in TABLES), ("### Keys", EVENT_KEYS)],
    ids=[*(spec.name for spec in TABLES), "keys"],
)
def test_event_folder_page_lists_each_column_with_its_headings(
    heading: str, columns: tuple[Column, ...]
) -> None:
    section = _section(_text("event-folder.md"), heading)
    rows = _rows(section.split("\n### ")[0])[1:]
    assert [row[:3] for row in rows] == [[f"`{c.name}`", c.ja, "、".join(c.also)] for c in columns]
    for column, row in zip(columns, rows, strict=True):
        assert row[3].startswith("Required") == column.required, column.name
        assert column.limit == SHORT or f"{column.limit} characters" in row[3], column.name


def test_event_folder_page_lists_each_sign_of_a_mark() -> None:
    rows = _rows(_section(_text("event-folder.md"), "### Marks"))[1:]
    listed = {sign: row[0] for row in rows for sign in (row[0], *re.findall(r"`(.)`", row[1]))}
    assert {sign.lower(): mark for sign, mark in listed.items()} == {s: str(m) for s, m in MARKS.items()}


def test_event_folder_page_lists_each_decision_and_status() -> None:
    text = _text("event-folder.md")
    decision = _described(text, "## `wishes.csv`")["decision"][2]
    status = _described(text, "## `timetable.csv`")["status"][2]
    assert [word for word in DECISIONS if word not in decision] == []
    assert [word for pair in STATUSES.items() for word in pair if word not in status] == []


def test_replanning_page_lists_each_column_kind_and_name_of_the_sheet() -> None:
    section = _section(_text("replanning.md"), "## `CHANGES.csv`")
    columns = [row for row in _rows(section) if len(row) == 4][1:]
    assert [row[:3] for row in columns] == [[f"`{c.name}`", c.ja, "、".join(c.also)] for c in CHANGES.columns]
    assert [row[3].startswith("Required") for row in columns] == [c.required for c in CHANGES.columns]
    kinds = [row[0] for row in _rows(section) if len(row) == 5][1:]
    assert kinds == [f"`{kind}` {ja}" for kind, ja in KINDS.items()]
    assert [name for name in (CHANGES.ja, *CHANGES.also) if name not in section] == []
    written = re.findall(
        r"^\| (`.*?`) \|", _section(_text("replanning.md"), "## What it writes"), re.MULTILINE
    )
    assert tuple(re.findall(r"`(\w+)`", " ".join(written))) == CHANGE_COLUMNS


def test_rules_page_lists_each_rule_goal_status_and_reason() -> None:
    text = _text("rules-and-goals.md")
    first = [re.findall(r"`(\w+)`", row[0]) for row in _rows(_section(text, "## Rules"))]
    assert sorted(name for names in first for name in names) == sorted(rule.__name__ for rule in RULES)
    assert tuple(_described(text, "## Goals")) == GOALS
    assert list(_described(text, "## Bounds")) == [status.value for status in Status]
    assert list(_described(text, "## Reasons")) == [reason.value for reason in Reason]


def test_rules_page_gives_each_point() -> None:
    rows = [row for row in _rows(_section(_text("rules-and-goals.md"), "## Goals")) if len(row) == 5][1:]
    marks = {row[0]: row[1] for row in rows if row[0]}
    ranks = {row[3]: row[4] for row in rows if row[3].isdigit()}
    assert marks == {str(m or "not answered"): str(p) for m, p in MARK_POINTS.items()} | {"×": "never held"}
    assert ranks == {str(rank): str(points) for rank, points in RANK_POINTS.items()}


def _commands(
    parser: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, by its full name."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield name, parser
    for group in groups:
        for word, command in group.choices.items():
            yield from _commands(command, f"{name} {word}".strip())


COMMANDS = dict(_commands(_parser()))


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_page_describes_each_argument(command: str) -> None:
    text = _text("commands.md")
    heading = re.search(rf"^## `mendan {command}\b[^`\n]*`$", text, re.MULTILINE)
    assert heading, command
    everywhere = set(re.findall(r"--[a-z-]+", _section(text, "## Everywhere"))) | {"--help"}
    own = {word for row in _rows(_section(text, heading[0])) for word in re.findall(r"`(--[a-z-]+)", row[0])}
    actions = COMMANDS[command]._actions
    options = {option for action in actions for option in action.option_strings if option.startswith("--")}
    assert own | everywhere >= options
    assert own <= options
    places = [str(action.metavar) for action in actions if not action.option_strings]
    assert heading[0].strip("#` ").split()[1:] == [*command.split(), *places]


def test_commands_page_gives_an_example_of_the_benchmarks_files(tmp_path: Path) -> None:
    section = _section(_text("commands.md"), "## `mendan b2b FILE.dzn`")
    path = tmp_path / "example.dzn"
    path.write_text(section.split("```")[1], "utf-8")
    assert read_meetings(path) == Meetings(
        participants=3,
        slots=6,
        places=2,
        meetings=(
            Meeting((0, 1), frozenset({1})),
            Meeting((1, 2), frozenset(range(6)), frozenset({0})),
            Meeting((0, 2), frozenset({3, 4, 5})),
        ),
        away=(frozenset(), frozenset({0, 1}), frozenset({5})),
    )


def test_commands_page_describes_no_command_that_is_not_there() -> None:
    headings = re.findall(r"^## `mendan ([a-z0-9 ]+?)(?: [A-Z].*)?`$", _text("commands.md"), re.MULTILINE)
    assert sorted(headings) == sorted(COMMANDS)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = tmp_path_factory.mktemp("docs")
    url = f"sqlite:///{(home / 'mendan.sqlite3').as_posix()}"
    app = create_app(Settings(instance=home, database_url=url, secret_key="a key for tests", testing=True))
    yield app
    app.extensions["mendan.hub"].stop()
    app.extensions["mendan.database"].dispose()


def test_http_page_lists_each_route_and_who_may_use_it(app: Flask) -> None:
    found = {
        f"{method} {re.sub(r'<[^>]*?(nonce|id)>', lambda m: m[1].upper(), rule.rule)}": ", ".join(
            sorted(audience_of(app, rule.endpoint))
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in ("api", "pages")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    rows = _described(_text("http.md"), "## Who is calling")
    listed = {route.split("?")[0]: row[0] for route, row in rows.items() if " /" in route}
    assert listed == found


def test_http_page_lists_each_action_and_who_may_press_it() -> None:
    rows = [row for row in _rows(_section(_text("http.md"), "## Interviews")) if row[0].startswith("`")]
    listed = {
        Action(action): {CALLERS[word] for word in re.findall(r"kiosk|room|organiser", row[2])}
        for row in rows
        for action in re.findall(r"`(\w+)`", row[0])
    }
    assert listed == {action: set(roles) for action, roles in ALLOWED.items()}


def test_http_page_lists_each_fact_of_the_news() -> None:
    rows = _rows(_section(_text("http.md"), "## Live news"))
    listed = [fact for row in rows if len(row) == 3 for fact in re.findall(r"`(\w+)`", row[0])]
    assert {fact.value for fact in Fact} <= set(listed)


@pytest.mark.parametrize(
    "row", [r for r in _rows(_text("README.md")) if len(r) == 3 and "/" in r[1]], ids=str
)
def test_way_through_the_code_is_true(row: list[str]) -> None:
    path = ROOT / row[1].strip("`")
    assert path.is_file(), path
    source = path.read_text("utf-8")
    missing = [name for name in re.findall(r"`([^`]+)`", row[2]) if not re.search(rf"{name}\b", source)]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    def anchors(text: str) -> set[str]:
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    broken = []
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        if not other.is_file() or (anchor and anchor not in anchors(other.read_text("utf-8"))):
            broken.append(target)
    assert broken == []


def test_paths_named_in_the_pages_exist() -> None:
    named = {
        path for page in PAGES for path in re.findall(r"`((?:static|examples)/[^`]+)`", page.read_text())
    }
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_japanese_guide_names_buttons_as_the_pages_do() -> None:
    with (ROOT / "kiosk/translations/ja/LC_MESSAGES/messages.po").open("rb") as file:
        words = {str(message.string) for message in read_po(file) if message.id}
    named = re.findall(r"「([^」]+)」", _section(_text("operations.md"), "## 当日の手引き"))
    assert len(named) > 10
    assert [name for name in named if name not in words] == []

"""The project's own rules: short files, complete translations, nothing that points outside."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "kiosk/translations/ja/LC_MESSAGES"
METHODS = [("kiosk/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "Refused": (2,)}


def _sources(*patterns: str) -> list[Path]:
    folders = ("kiosk", "scheduler", "templates", "static", "tests", "bench", "examples")
    found = [path for folder in folders for pattern in patterns for path in (ROOT / folder).rglob(pattern)]
    return [path for path in found if "vendor" not in path.parts]


def _said() -> set[str]:
    """Every message that code and pages say."""
    found = extract_from_dir(str(ROOT), method_map=METHODS, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.mark.parametrize("path", _sources("*.py", "*.js", "*.css", "*.html"), ids=lambda p: p.name)
def test_file_is_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_translations_cover_every_message() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    translated = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id and m.string}
    assert _said() - translated == set()


def test_translations_hold_nothing_unsaid() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    assert {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id} - _said() == set()


def test_translations_keep_every_place_for_a_value() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    place = re.compile(r"%\(\w+\)\w")
    wrong = [
        m.id for m in catalogue
        if isinstance(m.id, str) and m.id and set(place.findall(m.id)) != set(place.findall(str(m.string)))
    ]  # fmt: skip
    assert wrong == []


def test_translations_are_compiled() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        fresh = io.BytesIO()
        write_mo(fresh, read_po(file))
    fresh.seek(0)
    with (CATALOGUE / "messages.mo").open("rb") as file:
        compiled = {m.id: m.string for m in read_mo(file) if m.id}
    assert compiled == {m.id: m.string for m in read_mo(fresh) if m.id}


def test_vendored_files_are_listed_with_version_and_licence() -> None:
    vendor = ROOT / "static/vendor"
    listed = (vendor / "README.md").read_text("utf-8")
    code = {path.name for path in vendor.iterdir() if path.suffix in {".js", ".css", ".wasm"}}
    assert {name for name in code if f"`{name}`" not in listed} == set()

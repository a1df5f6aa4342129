"""An installation's directory: whose it is, and the key that everything is signed with."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.errors import Refused


def test_settings_make_a_key_once(tmp_path: Path) -> None:
    first = Settings.load(tmp_path / "instance")
    assert len(first.secret_key) == 64
    assert Settings.load(tmp_path / "instance").secret_key == first.secret_key


def test_settings_never_take_an_empty_key_for_a_key(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    made = Settings.load(tmp_path).secret_key
    assert (len(made), (tmp_path / "secret_key").read_text("ascii")) == (64, made)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.parametrize("there", [True, False])
def test_settings_keep_the_directory_to_its_owner(tmp_path: Path, there: bool) -> None:
    home = tmp_path / "instance"
    if there:
        home.mkdir(mode=0o755)
    Settings.load(home)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (home, home / "secret_key")]
    assert modes == [0o700, 0o600]


def test_settings_in_no_directory_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="file cannot be used"):
        Settings.load(tmp_path / "file")

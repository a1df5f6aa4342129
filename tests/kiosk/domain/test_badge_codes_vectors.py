"""The vectors by which server and kiosk agree on badge codes and their hashes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.badge_codes import fold
from kiosk.security import blinded

VECTORS = json.loads((Path(__file__).parents[2] / "badge_codes.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda vector: ascii(vector["raw"])[:30])
def test_server_reads_and_hashes_codes_as_the_vectors_say(vector: dict[str, Any]) -> None:
    code = fold(vector["raw"])
    assert code == vector["code"]
    assert (code and blinded(code, VECTORS["salt"])) == vector["hash"]

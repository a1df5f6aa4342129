"""Slow work does not hold up the others."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from kiosk import offload

UNDER_GEVENT = """
    from gevent import monkey
    monkey.patch_all()
    import gevent, hashlib
    from kiosk import offload

    ticks = []

    def tick():
        while True:
            gevent.sleep(0)
            ticks.append(1)

    gevent.spawn(tick)
    result = offload.run(lambda: hashlib.pbkdf2_hmac("sha256", b"x", b"y", 400_000).hex()[:8])
    print(result, len(ticks) > 10)
"""


def test_work_is_simply_done_without_gevent() -> None:
    assert offload.run(threading.get_ident) == threading.get_ident()


def test_failure_of_the_work_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        offload.run(divmod, 1, 0)


def test_work_under_gevent_lets_others_go_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(UNDER_GEVENT)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.stdout.split()[1] == "True"

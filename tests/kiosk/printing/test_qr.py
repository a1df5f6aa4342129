"""A QR code as SVG is the code, with its quiet zone."""

from __future__ import annotations

import re

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from kiosk.printing.qr import QUIET_ZONE, qr_svg

CODE = "4X3K989MH832CX2KJB10"


def _drawn(svg: str) -> set[tuple[int, int]]:
    """The dark modules of a picture."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg)
    return {(int(x) + step, int(y)) for x, y, width in runs for step in range(int(width))}


def test_picture_has_exactly_the_modules_of_a_level_m_code() -> None:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(CODE)
    code.make(fit=True)
    rows = code.get_matrix()
    assert code.version == 1
    assert _drawn(qr_svg(CODE)) == {
        (x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    }


def test_picture_has_four_empty_modules_around_it() -> None:
    svg = qr_svg(CODE)
    assert 'viewBox="0 0 29 29"' in svg
    edges = {value for module in _drawn(svg) for value in module}
    assert (min(edges), max(edges)) == (4, 24)


def test_label_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt;&#34;"' in qr_svg(CODE, '<b>"')

"""QR codes as inline SVG: sharp on paper at any size, and allowed by a strict content policy."""

from __future__ import annotations

from markupsafe import Markup
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
"""Empty modules on each side, as the standard asks."""


def qr_svg(text: str, label: str = "") -> Markup:
    """A QR code of level M with its quiet zone, as one path; `label` says what it is in words.

    Its size is the style sheet's matter: the picture is as wide as its frame.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    size = len(rows) + 2 * QUIET_ZONE
    path = "".join(
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{width}v1h-{width}z"
        for y, row in enumerate(rows)
        for x, width in _runs(row)
    )
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" '
        'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    ).format(label=label, size=size, path=path)


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """The dark stretches of a row: where each begins and how long it is."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs

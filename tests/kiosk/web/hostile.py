"""Payloads that no badge holds: what broken readers, other systems and ill-meaning people send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

MARKUP = (
    "<script>window.pwned = 1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "<svg/onload=window.pwned=1>",
    "</p></main><h1>PWNED</h1>",
    "{{ 7 * 7 }}${7*7}#{7*7}<%= 7*7 %>",
    "javascript:window.pwned=1",
)
SQL = (
    "'; DROP TABLE scan; --",
    "' OR '1'='1",
    '1"; DELETE FROM badge WHERE "1"="1',
    "%' UNION SELECT code FROM badge --",
    "\\'; EXEC xp_cmdshell('dir'); --",
)
FORMULAS = ('=HYPERLINK("http://x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1")
OTHERS = (
    "https://example.com/t/8f3a?x=1&y=2",
    "WIFI:T:WPA;S:hall;P:secret;;",
    "BEGIN:VCARD\nVERSION:3.0\nN:山田;太郎\nEND:VCARD",
    "MECARD:N:山田,太郎;TEL:0312345678;;",
    "]Q3\x1d0104912345678904\x1d17261126",
    '{"secret":"aaaaaaaa","item":1}',
    "4912345678904",
    "00020101021226580014jp.or.paymentsjapan",
)
MARKS = "\u202e\u202d\u200f\u200e\u2066\u2069\u200b\u200d\ufeff\u0000\u0007\u001b\u007f\u0085\u2028"
EMOJI = "🧑\u200d🏭👩🏽\u200d🔬🏳️\u200d🌈🇯🇵0️⃣𠮷髙﨑"


def payloads(number: int, seed: int) -> Iterator[str]:
    """So many hostile payloads, the same ones for the same seed; every one is valid Unicode text."""
    dice = Random(seed)
    kinds: tuple[Callable[[Random], str], ...] = (
        _bytes, _markup, _sql, _formula, _other, _marks, _emoji, _unicode, _nearly, _huge,
    )  # fmt: skip
    for turn in range(number):
        yield kinds[turn % len(kinds)](dice)


def _bytes(dice: Random) -> str:
    return dice.randbytes(dice.randrange(120)).decode("latin-1")


def _markup(dice: Random) -> str:
    return _between(dice, dice.choice(MARKUP))


def _sql(dice: Random) -> str:
    return _between(dice, dice.choice(SQL))


def _formula(dice: Random) -> str:
    return dice.choice(FORMULAS) + _bytes(dice)[:10]


def _other(dice: Random) -> str:
    return dice.choice(OTHERS) + str(dice.randrange(1000))


def _marks(dice: Random) -> str:
    return "".join(dice.choice(MARKS + "AB 12") for _ in range(dice.randrange(1, 40)))


def _emoji(dice: Random) -> str:
    return "".join(dice.choice(EMOJI) for _ in range(dice.randrange(1, 60)))


def _unicode(dice: Random) -> str:
    """Any characters but halves of one."""
    drawn = (dice.randrange(0x110000) for _ in range(dice.randrange(60)))
    return "".join(chr(number) for number in drawn if not 0xD800 <= number < 0xE000)


def _nearly(dice: Random) -> str:
    """Almost a badge's code: a symbol too few or too many, or one that no code has."""
    body = "".join(dice.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(dice.choice((18, 19, 21))))
    return body + dice.choice(("", "U", "?", "é", "Ａ" * 3))


def _huge(dice: Random) -> str:
    return dice.choice(("A", "あ", "<b>", "🧑", "\0")) * dice.randrange(200, 4000)


def _between(dice: Random, text: str) -> str:
    return _bytes(dice)[:8] + text + _bytes(dice)[:8]

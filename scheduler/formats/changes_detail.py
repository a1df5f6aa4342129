"""What stands in the cell `detail` of `CHANGES.csv`: `key=value`, pairs `S9>B3`, ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.formats.cells import split
from scheduler.formats.columns import SHORT, SUPPLIERS, folded
from scheduler.formats.faults import CellError, quoted
from scheduler.formats.references import AnyWidth

ARROW = re.compile("[>＞→]")
_FACT = re.compile(r"([^=＝]*)[=＝](.*)", re.DOTALL)

COMPANY_KEYS = ("name", "kana", "name_en", "region", "partner")
GROUP_KEYS = ("partner", "region")


@dataclass(frozen=True, slots=True)
class Detail:
    """The parts of the cell, in its order. What they refer to is not looked up yet."""

    facts: tuple[tuple[str, str], ...] = ()
    """(key, value), of the keys that the cell may have."""
    pairs: tuple[tuple[str, str], ...] = ()
    """(supplier, buyer), as they are typed."""
    others: tuple[str, ...] = ()


def read_detail(text: str, keys: Sequence[str] = ()) -> Detail:
    """Take the cell to pieces. The keys are the English or Japanese headings of `suppliers.csv`.

    Raises:
        CellError: a key is not one of these, a value is too long, or there is only one side to a pair.
    """
    facts: list[tuple[str, str]] = []
    pairs: list[tuple[str, str]] = []
    others: list[str] = []
    for part in split(text):
        fact = _FACT.fullmatch(part)
        key = _key(fact[1], keys) if fact else None
        if fact and key is not None:
            facts.append((key, _value(key, fact[2].strip())))
        elif ARROW.search(part):
            pairs.append(_pair(part))
        elif fact:
            raise _unknown_key(fact[1].strip(), keys)
        else:
            others.append(part)
    return Detail(tuple(fact for fact in facts if fact[1]), tuple(pairs), tuple(others))


def _key(text: str, keys: Sequence[str]) -> str | None:
    return next((key for key in keys if folded(text) in SUPPLIERS.column(key).names), None)


def _value(key: str, text: str) -> str:
    if len(text) > SHORT:
        raise CellError(
            f"{key} が {len(text)} 文字あります。{SHORT} 文字以内にしてください。",
            f"The text of {key} has {len(text)} characters. Please keep it within {SHORT}.",
        )
    return text


def _pair(part: str) -> tuple[str, str]:
    sides = [side.strip() for side in ARROW.split(part)]
    if len(sides) != 2 or not all(sides):
        raise CellError(
            f"「{quoted(part)}」は組として読めません。受注企業>発注企業(S9>B3 の形)で入力し、"
            "複数あるときは ; で区切ってください。",
            f"“{quoted(part)}” is no pair. Please write supplier>buyer, such as S9>B3, "
            "and separate several by ;.",
        )
    return sides[0], sides[1]


def _unknown_key(text: str, keys: Sequence[str]) -> CellError:
    if not keys:
        return CellError(
            f"ここに「{quoted(text)}=…」は書けません。受注企業>発注企業(S9>B3 の形)だけを入力してください。",
            f"“{quoted(text)}=…” cannot stand here. "
            "Please enter only pairs of supplier>buyer, such as S9>B3.",
        )
    ja = "、".join(f"{key}=({SUPPLIERS.column(key).ja})" for key in keys)
    en = ", ".join(f"{key}=" for key in keys)
    return CellError(
        f"「{quoted(text)}=…」は使えません。使えるのは {ja} です。",
        f"“{quoted(text)}=…” is not known. What may stand here is {en}.",
    )


def pairs_of(
    detail: Detail, suppliers: AnyWidth, buyers: AnyWidth, company: str | None = None
) -> tuple[tuple[str, str], ...]:
    """The pairs by their ids, each once; of the company alone where one is given.

    Raises:
        CellError: a company is not known, stands on the wrong side or is not the one that the row is about.
    """
    for part in detail.others:
        side = "S9" if company is None else company
        raise CellError(
            f"「{quoted(part)}」は組ではありません。{side}>{quoted(part)} のように、"
            "受注企業>発注企業の形で入力してください。",
            f"“{quoted(part)}” is no pair. Please write supplier>buyer, such as {side}>{quoted(part)}.",
        )
    found = []
    for left, right in detail.pairs:
        buyer, supplier = buyers.find(left), suppliers.find(right)
        if suppliers.find(left) is None and buyer is not None and supplier is not None:
            raise CellError(
                f"「{quoted(left)}>{quoted(right)}」は左右が逆です。{supplier}>{buyer} と入力してください。",
                f"“{quoted(left)}>{quoted(right)}” is the wrong way round. Please enter {supplier}>{buyer}.",
            )
        pair = suppliers.part(left), buyers.part(right)
        if company is not None and company not in pair:
            raise CellError(
                f"「{quoted(left)}>{quoted(right)}」は、この行の対象 {company} の面談ではありません。"
                "どちらかを直してください。",
                f"“{quoted(left)}>{quoted(right)}” is no interview of {company}, whom this row is about. "
                "Please correct one of them.",
            )
        found.append(pair)
    return tuple(dict.fromkeys(found))

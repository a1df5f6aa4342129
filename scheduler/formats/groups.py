"""Groups of companies, by partner, by region or by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from scheduler.formats.changes_detail import GROUP_KEYS, read_detail
from scheduler.formats.columns import SUPPLIERS
from scheduler.formats.faults import CellError
from scheduler.formats.references import AnyWidth, Known, plain
from scheduler.problem import Supplier


class Groups:
    """Who belongs to which partner and region."""

    def __init__(self, suppliers: Sequence[Supplier], companies: AnyWidth) -> None:
        self._companies = companies
        self._with: dict[str, dict[str, list[str]]] = {key: defaultdict(list) for key in GROUP_KEYS}
        self._known: dict[str, Known] = {}
        for key in GROUP_KEYS:
            column = SUPPLIERS.column(key)
            texts = {supplier.id: str(getattr(supplier, key)) for supplier in suppliers}
            for id_, text in texts.items():
                self._with[key][plain(text)].append(id_)
            self._known[key] = Known(
                f"{column.ja}の受注企業",
                f"supplier with the {key}",
                dict.fromkeys((text for text in texts.values() if text), ""),
                asked=(f"受注企業の{column.ja}({key})にある語", f"a {key} as it stands with the suppliers"),
            )

    def members(self, text: str) -> tuple[str, ...]:
        """The ids of all companies that any part of the cell names: `partner=…`, `region=…`, `S1;S4`.

        Raises:
            CellError: a part names nobody; the sentence names the nearest that does.
        """
        detail = read_detail(text, GROUP_KEYS)
        found: list[str] = []
        for key, value in detail.facts:
            ids = self._with[key].get(plain(value))
            found += [self._known[key].id(value)] if ids is None else ids
        for supplier, buyer in detail.pairs:
            self._companies.id(f"{supplier}>{buyer}")
        found += [self._companies.part(other) for other in detail.others]
        if not found:
            raise CellError(
                "企業が一つも指定されていません。partner=…、region=… または企業の ID を入力してください。",
                "No company is named. Please enter partner=…, region=… or ids of companies.",
            )
        return tuple(dict.fromkeys(found))

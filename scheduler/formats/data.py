"""What an event folder holds: the problem, the people, and what only the organiser understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.formats.faults import Fault
from scheduler.problem import Problem

RowKey = tuple[str, ...]
"""What names a row of a table: an id, (supplier, buyer), (date, start), or a key of the event."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a company, or a staff member, with a badge. `company` is a company's or staff id."""

    id: str
    company: str
    name: str = ""
    kana: str = ""
    name_en: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column that means nothing to the product, kept so that an export gives it back.

    `values` holds the cells that are not empty. A key of the event that the product does not know is kept
    as the cell `value` of the row of that name.
    """

    table: str
    name: str
    values: Mapping[RowKey, str]


@dataclass(frozen=True, slots=True)
class EventData:
    """An event folder as read. Two are equal when they hold the same, whatever warnings came up."""

    problem: Problem
    people: tuple[Person, ...] = ()
    extra: tuple[ExtraColumn, ...] = ()
    warnings: tuple[Fault, ...] = field(default=(), compare=False)

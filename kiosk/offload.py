"""Keeps slow plain work out of the way of the tablets.

Under gevent everything runs in one thread, so parsing a workbook or hashing a password would hold up every
screen in the hall: such work goes to the hub's pool of real threads. In a threading server it is simply done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def run(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The function's result, without holding up others. It must not use the database or the request."""
    if not _under_gevent():
        return function(*args, **kwargs)
    from gevent import get_hub

    return cast(R, get_hub().threadpool.apply(function, args, kwargs))


def _under_gevent() -> bool:
    try:
        from gevent.monkey import is_module_patched
    except ImportError:
        return False
    return bool(is_module_patched("threading"))

"""Where this installation keeps its things and how it serves: read once, passed around, never changed."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kiosk.errors import Refused

VERSION = version("mendan")
"""The program's own: what screens were loaded from is compared with it."""
SECOND_LOOKS = 10
"""How often an empty key is looked at again before it counts as none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. `instance` holds database, keys and job folders (directory 0700, files 0600)."""

    instance: Path
    database_url: str
    secret_key: str
    redis_url: str = ""
    async_mode: str = "threading"
    """`gevent` for the real server (after its monkey patching), `threading` for tests and as a fallback."""
    https: bool = False
    testing: bool = False

    @classmethod
    def load(
        cls,
        instance: Path | None = None,
        *,
        database_url: str = "",
        redis_url: str = "",
        async_mode: str = "threading",
        https: bool = False,
    ) -> Settings:
        """The settings of an instance directory, which is made on first use with a key of its own.

        Raises:
            Refused: there can be no such directory, or it cannot be written to.
        """
        home = (instance or Path(os.environ.get("MENDAN_INSTANCE", "instance"))).resolve()
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not any(home.iterdir()):
                home.chmod(0o700)  # made for us by somebody else
            secret = _secret(home / "secret_key")
        except OSError as error:
            raise Refused(
                "bad_instance",
                "The directory %(path)s cannot be used: %(reason)s",
                path=home,
                reason=error.strerror or error,
            ) from error
        return cls(
            instance=home,
            database_url=database_url
            or os.environ.get("DATABASE_URL", "")
            or f"sqlite:///{(home / 'mendan.sqlite3').as_posix()}",
            secret_key=secret,
            redis_url=redis_url or os.environ.get("REDIS_URL", ""),
            async_mode=async_mode,
            https=https,
        )


def _secret(path: Path) -> str:
    """The instance's own key, made with owner-only rights if it does not exist yet."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(SECOND_LOOKS):
            if key := path.read_text("ascii"):
                return key
            time.sleep(0.05)  # another process is just writing it
        # A start was cut short before the key was written: everyone could guess an empty one.
        path.unlink()
        return _secret(path)
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())  # the devices' tokens are worth nothing without it
    return key

"""Where this installation keeps its things and how it serves: read once, passed around, never changed."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


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
        """The settings of an instance directory, which is made on first use with a key of its own."""
        home = (instance or Path(os.environ.get("MENDAN_INSTANCE", "instance"))).resolve()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(
            instance=home,
            database_url=database_url
            or os.environ.get("DATABASE_URL", "")
            or f"sqlite:///{(home / 'mendan.sqlite3').as_posix()}",
            secret_key=_secret(home / "secret_key"),
            redis_url=redis_url or os.environ.get("REDIS_URL", ""),
            async_mode=async_mode,
            https=https,
        )


def _secret(path: Path) -> str:
    """The instance's own key, made with owner-only rights if it does not exist yet."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key

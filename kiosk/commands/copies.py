"""`mendan backup` and `mendan restore`: a consistent copy of a running database, and back."""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from kiosk.commands.places import database_of, real_now, settings_of
from kiosk.commands.speech import BAD_INPUT, FAILED, Voice
from kiosk.config import Settings


def backup(args: argparse.Namespace, voice: Voice) -> int:
    """Copy the database to a file while the server goes on."""
    settings = settings_of(args)
    path = _file_of(settings, voice)
    if path is None or _is_ours(args.file, path, voice):
        return BAD_INPUT
    if args.file.exists() and not args.force:
        voice.complain(
            f"{args.file} はすでにあります。別の名前にするか、上書きする場合は --force を付けてください。",
            f"{args.file} is there already. Please name another file, or replace it with --force.",
        )
        return BAD_INPUT
    with database_of(settings):
        try:
            copy(path, args.file)
        except (OSError, sqlite3.Error) as error:
            voice.complain(
                f"{args.file} に保存できません: {error}", f"{args.file} cannot be written: {error}"
            )
            return FAILED
    voice.say(f"{args.file} に保存しました。", f"Saved as {args.file}.")
    return 0


def restore(args: argparse.Namespace, voice: Voice) -> int:
    """Put a backup in the database's place; what was there is kept beside it."""
    settings = settings_of(args)
    path = _file_of(settings, voice)
    if path is None or _is_ours(args.file, path, voice):
        return BAD_INPUT
    if not _is_backup(args.file):
        voice.complain(
            f"{args.file} はこのプログラムのバックアップではないか、壊れています。",
            f"{args.file} is no backup of this program, or it is damaged.",
        )
        return BAD_INPUT
    kept = path.with_name(f"before-restore-{real_now():%Y%m%d-%H%M%S}.sqlite3")
    try:
        if path.exists():
            _keep(path, kept)
        _put_back(args.file, path)
    except sqlite3.OperationalError:
        kept.unlink(missing_ok=True)
        voice.complain(
            "データベースが使用中です。サーバーを停止してから、もう一度実行してください。",
            "The database is in use. Please stop the server and try again.",
        )
        return FAILED
    with database_of(settings):
        pass  # brought up to date when opened, should the backup be of an older version
    voice.say(
        f"{args.file} の内容に戻しました。直前の状態: {kept}"
        if kept.exists()
        else f"{args.file} の内容に戻しました。",
        f"Restored {args.file}." + (f" What was there before: {kept}" if kept.exists() else ""),
    )
    return 0


def copy(source: Path, target: Path) -> None:
    """A consistent copy of a database in use, whole or not at all, with owner-only rights."""
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with _open(source) as reading, _open(unfinished) as writing:
            reading.backup(writing)
            # One file without its companions, which a copy to a memory stick would leave behind.
            writing.execute("PRAGMA journal_mode=DELETE")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _keep(path: Path, kept: Path) -> None:
    """Keep what a restore replaces; a database too broken to be read is moved away as it is."""
    try:
        copy(path, kept)
    except sqlite3.OperationalError:
        raise  # in use
    except sqlite3.DatabaseError:
        for companion in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + companion).replace(kept.with_name(kept.name + companion))


def _put_back(source: Path, target: Path) -> None:
    if not target.exists():
        os.close(os.open(target, os.O_RDWR | os.O_CREAT, 0o600))
    with _open(source) as reading, _open(target) as writing:
        writing.execute("PRAGMA locking_mode=EXCLUSIVE")
        writing.execute("BEGIN EXCLUSIVE")  # fails while a server has the database open
        writing.execute("ROLLBACK")
        reading.backup(writing)


def _open(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(path, timeout=2, isolation_level=None))


def _is_backup(path: Path) -> bool:
    if not path.is_file():
        return False
    with contextlib.suppress(sqlite3.Error), _open(path) as found:
        intact = found.execute("PRAGMA quick_check").fetchone() == ("ok",)
        ours = found.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
        return bool(intact and ours)
    return False


def _is_ours(file: Path, path: Path, voice: Voice) -> bool:
    """Whether the database itself was named, which no copy may replace under a running server; says so."""
    if not (file.exists() and path.exists() and file.samefile(path)):
        return False
    voice.complain(
        f"{file} はデータベースそのものです。別のファイルを指定してください。",
        f"{file} is the database itself. Please name another file.",
    )
    return True


def _file_of(settings: Settings, voice: Voice) -> Path | None:
    """The database's file; other databases have better tools of their own."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database)
    voice.complain(
        "PostgreSQL のデータベースには pg_dump と pg_restore をお使いください。",
        "Please use pg_dump and pg_restore for a PostgreSQL database.",
    )
    return None

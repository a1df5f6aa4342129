"""Files that an organiser uploaded: parked until the preview is confirmed, forgotten then or after a day."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from kiosk import offload
from kiosk.errors import Refused
from scheduler.formats import BadInput as BadInput
from scheduler.formats import EventData, read_event

LASTS = dt.timedelta(days=1)
MOST_BYTES = 16 * 1024 * 1024
"""The most that is taken of one upload, as it comes."""
MOST_UNPACKED = 128 * 1024 * 1024
"""The most that a packed file may hold: more is a mistake, or an attack."""
MOST_FILES = 40
LONGEST_NAME = 80
"""In bytes: file systems count them, and a character has up to four."""
WORKBOOKS = (".xlsx", ".xlsm")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
Upload = tuple[str, IO[bytes]]
"""The name a browser gave a file, and its content."""


def park(folder: Path, files: Sequence[Upload], now: dt.datetime) -> str:
    """Keep a workbook, a zip of CSV files or several CSV files; gives the token that names them.

    Files that lay there for a day are cleared away.

    Raises:
        Refused: they are no such files, or too large.
    """
    sweep(folder, now)
    files = [(_safe(name), content) for name, content in files if name]
    if not files:
        raise Refused("no_file", "Please choose a file.")
    token = secrets.token_urlsafe(16)
    place = folder / token
    event = place / "event"
    event.mkdir(mode=0o700, parents=True)
    try:
        suffixes = {Path(name).suffix.casefold() for name, _ in files}
        if len(files) == 1 and suffixes <= set(WORKBOOKS):
            _keep_workbook(place, *files[0])
        elif len(files) == 1 and suffixes == {".zip"}:
            offload.run(_unpack, event, files[0][1])
        elif suffixes == {".csv"}:
            _keep(event, files)
        else:
            raise Refused(
                "wrong_files",
                "Please choose one Excel workbook (.xlsx), one .zip of CSV files, or CSV files.",
            )
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return token


def parked_event(folder: Path, token: str) -> EventData:
    """What parked files hold.

    Raises:
        Refused: they are not there any more.
        BadInput: with everything that is wrong with them.
    """
    place = _place(folder, token)
    workbook = next((path for path in place.iterdir() if path.is_file()), None)
    return offload.run(read_event, workbook or place / "event")


def drop(folder: Path, token: str) -> None:
    """Forget parked files."""
    shutil.rmtree(_place(folder, token), ignore_errors=True)


def sweep(folder: Path, now: dt.datetime) -> None:
    """Forget all files that were parked for longer than a day."""
    for place in folder.iterdir() if folder.is_dir() else ():
        if place.stat().st_mtime < (now - LASTS).timestamp():
            shutil.rmtree(place, ignore_errors=True)


def _place(folder: Path, token: str) -> Path:
    place = folder / token
    if not _TOKEN.fullmatch(token) or not place.is_dir():
        raise Refused("upload_gone", "These files are not here any more. Please choose them again.", 404)
    return place


def _safe(name: str) -> str:
    """A file's own name, without anything a file system could take for more than that.

    Raises:
        Refused: nothing is left of it.
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    safe = _UNSAFE.sub("_", last).strip(". ")
    if len(safe.encode(errors="replace")) > LONGEST_NAME:
        suffix = Path(safe).suffix[:10]
        stem = safe.encode(errors="replace")[: LONGEST_NAME - len(suffix.encode(errors="replace"))]
        safe = stem.decode(errors="ignore") + suffix
    if not safe or _RESERVED.fullmatch(safe):
        raise Refused(
            "bad_file_name", "Please give the file another name: %(name)s", name=name[:LONGEST_NAME]
        )
    return safe


def _keep(event: Path, files: Sequence[Upload]) -> None:
    left = MOST_BYTES
    for name, content in files:
        left -= _write(event / name, content, left)


def _keep_workbook(place: Path, name: str, content: IO[bytes]) -> None:
    _write(place / name, content, MOST_BYTES)
    try:
        with zipfile.ZipFile(place / name) as packed:
            _refuse_bomb(packed.infolist())
    except zipfile.BadZipFile:
        return  # the reader of workbooks says what is wrong with it


def _unpack(event: Path, content: IO[bytes]) -> None:
    """Take the CSV files out of a zip; folders inside it mean nothing."""
    try:
        with zipfile.ZipFile(content) as packed:
            _refuse_bomb(packed.infolist())
            members = [(_safe(_name(m)), m) for m in packed.infolist() if _is_csv(m)]
            if not members:
                raise Refused("no_csv", "There are no CSV files in this .zip.")
            for name, member in members:
                with packed.open(member) as part:
                    _write(event / name, part, MOST_UNPACKED)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        # Damaged, encrypted, packed in a way nobody uses, cut short.
        raise Refused(
            "bad_zip", "This .zip cannot be opened. Please pack it again, without a password."
        ) from None


def _refuse_bomb(members: Sequence[zipfile.ZipInfo]) -> None:
    # A member never gives more bytes than it announces, so what is announced can be relied on.
    if len(members) > 1000 or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused("too_large", "The file is too large: 16 MB at most.", 413)


def _is_csv(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(_name(member).replace("\\", "/"))
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not member.is_dir() and path.suffix.casefold() == ".csv" and not hidden


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; Windows in Japan writes it in CP932 without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _write(path: Path, content: IO[bytes], most: int) -> int:
    """Store a file that may not replace another, and may not be larger than `most` bytes; gives its size."""
    if len(list(path.parent.iterdir())) >= MOST_FILES or path.exists():
        raise Refused("too_many_files", "There are two files of the same name, or too many files.")
    size = 0
    with path.open("xb") as file:
        while chunk := content.read(65536):
            size += len(chunk)
            if size > most:
                raise Refused("too_large", "The file is too large: 16 MB at most.", 413)
            file.write(chunk)
    return size

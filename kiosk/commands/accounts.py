"""`mendan user add` and `mendan device add`."""

from __future__ import annotations

import argparse

from kiosk.commands.importing import ACTOR
from kiosk.commands.places import database_of, event_meant, real_now, settings_of
from kiosk.commands.speech import BAD_INPUT, Voice
from kiosk.errors import Refused
from kiosk.queries.clocks import moment
from kiosk.security import hash_password, new_password
from kiosk.server import last_address
from kiosk.services.devices import add_device
from kiosk.services.users import add_user
from scheduler.console import put_json


def add_account(args: argparse.Namespace, voice: Voice) -> int:
    """Add an organiser's account and say its first password once."""
    password = new_password()
    hashed = hash_password(password)
    with database_of(settings_of(args)) as database:
        try:
            with database.write() as session:
                add_user(session, args.name, hashed, now=real_now(), language=voice.language)
        except Refused as refusal:
            voice.refused(refusal)
            return BAD_INPUT
    voice.say(
        f"アカウント: {args.name}\nパスワード: {password}\n(この画面にだけ表示されます)",
        f"Account:  {args.name}\nPassword: {password}\n(shown only here)",
    )
    return 0


def add_screen(args: argparse.Namespace, voice: Voice) -> int:
    """Add a device; say its token and the link that pairs a browser."""
    settings = settings_of(args)
    with database_of(settings) as database:
        try:
            with database.write() as session:
                event_id = event_meant(session, args.event_id)
                added = add_device(
                    session,
                    event_id,
                    role=args.role,
                    name=args.name,
                    key=settings.secret_key,
                    actor=ACTOR,
                    now=moment(session, event_id, real_now()),
                    room_id=args.room,
                    tables=args.tables,
                    profile=args.profile,
                    language=voice.language,
                )
        except Refused as refusal:
            voice.refused(refusal)
            return BAD_INPUT
    address = (args.base_url or last_address(settings.instance)).rstrip("/")
    link = f"{address}/pair/{added.pairing_code}"
    if args.json:
        put_json({"token": added.token, "pairing_url": link, "role": args.role})
    else:
        voice.say(
            f"{args.name}: 端末のブラウザーでこのリンクを開いてください(24 時間以内、一度だけ)\n{link}",
            f"{args.name}: open this link on the device (once, within 24 hours)\n{link}",
        )
    return 0


def tables(text: str) -> tuple[int, ...]:
    """Place numbers of a room: 1-3, or 1,3."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= 10_000:
            raise ValueError(text)
        found.update(range(start, end + 1))
    return tuple(sorted(found))

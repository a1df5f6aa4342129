"""`mendan rehearse`: an event's day, practised on a copy of it."""

from __future__ import annotations

import argparse

from sqlalchemy.orm import Session

from kiosk import certificates
from kiosk.commands.importing import ACTOR
from kiosk.commands.places import database_of, event_meant, real_now, settings_of
from kiosk.commands.speech import BAD_INPUT, Voice
from kiosk.errors import Refused
from kiosk.queries.clocks import moment
from kiosk.queries.rehearsals import copy_of, home_of
from kiosk.server import last_address
from kiosk.services import clocks, crowds, rehearsals
from kiosk.services.crowds import Setting


def run(args: argparse.Namespace, voice: Voice) -> int:
    """Begin a rehearsal, change the one there is, or end it."""
    settings = settings_of(args)
    with database_of(settings) as database:
        try:
            with database.write() as session:
                event_id = home_of(session, event_meant(session, args.event_id))
                copy = copy_of(session, event_id)
                if args.end:
                    rehearsals.end(session, copy or event_id, actor=ACTOR, real=real_now())
                else:
                    copy = _change(session, args, event_id, copy)
        except Refused as refusal:
            voice.refused(refusal)
            return BAD_INPUT
        if args.end or copy is None:
            voice.say(
                "リハーサルを終了しました。何も残っていません。", "The rehearsal is over; nothing is left."
            )
            return 0
        address = last_address(settings.instance)
        voice.say(f"リハーサル: {address}/events/{copy}/", f"Rehearsal: {address}/events/{copy}/")
        if args.crowd is None:
            return 0
        crowd = crowds.Crowds(settings.secret_key, certificates.authority_file(settings.instance))
        crowd.address = address
        try:
            crowd.start(database, copy, Setting(seed=args.crowd), real_now())
            voice.say("模擬来場者が来ています。終了: Ctrl-C", "People are coming. Stop: Ctrl-C")
            crowd.wait(copy)
        finally:
            crowd.close()
    return 0


def _change(session: Session, args: argparse.Namespace, event_id: int, copy: int | None) -> int:
    """The copy, begun if there is none, its clock as asked."""
    if copy is None:
        now = moment(session, event_id, real_now())
        copy = rehearsals.begin(session, event_id, actor=ACTOR, now=now)
    if args.jump:
        clocks.jump(session, copy, actor=ACTOR, now=moment(session, copy, real_now()))
    if args.speed is not None:
        now = moment(session, copy, real_now())
        clocks.set_speed(session, copy, args.speed, actor=ACTOR, now=now)
    return copy

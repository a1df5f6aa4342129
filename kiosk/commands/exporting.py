"""`mendan export`: an event folder with badges and results."""

from __future__ import annotations

import argparse

from kiosk.commands.places import database_of, event_meant, settings_of
from kiosk.commands.speech import BAD_INPUT, FAILED, Voice
from kiosk.errors import Refused
from kiosk.services import exporting


def run(args: argparse.Namespace, voice: Voice) -> int:
    """Write everything of an event into a folder."""
    with database_of(settings_of(args)) as database:
        try:
            with database.read() as session:
                export = exporting.gather(session, event_meant(session, args.event_id))
        except Refused as refusal:
            voice.refused(refusal)
            return BAD_INPUT
    if args.out.exists() and not args.out.is_dir():
        voice.complain(f"{args.out} はフォルダーではなくファイルです。", f"{args.out} is a file, no folder.")
        return FAILED
    try:
        exporting.write(export, args.out)
    except OSError as error:
        why = error.strerror
        voice.complain(f"{args.out} に書き出せません({why})。", f"{args.out} cannot be written ({why}).")
        return FAILED
    name = export.data.problem.event.name
    voice.say(f"「{name}」を {args.out} に書き出しました。", f"“{name}” is written to {args.out}.")
    return 0

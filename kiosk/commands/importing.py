"""`mendan import`: an event folder or workbook into the database."""

from __future__ import annotations

import argparse

from kiosk.commands.places import database_of, real_now, settings_of
from kiosk.commands.speech import BAD_INPUT, Voice
from kiosk.domain.clock import REAL
from kiosk.errors import Refused
from kiosk.queries.clocks import moment
from kiosk.services import importing
from kiosk.services.blank import left_over
from scheduler.console import complain
from scheduler.formats import BadInput, read_event

ACTOR = "command line"


def run(args: argparse.Namespace, voice: Voice) -> int:
    """Store the event, or say everything that is wrong with its files and store nothing."""
    try:
        data = read_event(args.event)
    except BadInput as error:
        for fault in error.faults:
            complain(fault.text(voice.language))
        return BAD_INPUT
    for warning in (*left_over(data), *data.warnings):
        complain(warning.text(voice.language))
    with database_of(settings_of(args)) as database:
        try:
            with database.write() as session:
                if args.replace:
                    event_id = args.event_id or importing.same_event(session, data)
                    if event_id is None:
                        raise Refused(
                            "nothing_to_replace",
                            "There is no event of this name and day to replace. Import it without --replace, "
                            "or say which one with --event ID.",
                            404,
                        )
                    now = moment(session, event_id, real_now())
                    importing.replace_event(session, event_id, data, actor=ACTOR, now=now)
                else:
                    event_id = importing.save_event(session, data, actor=ACTOR, now=REAL.at(real_now()))
        except Refused as refusal:
            voice.refused(refusal)
            return BAD_INPUT
    problem = data.problem
    buyers, suppliers, wishes = len(problem.buyers), len(problem.suppliers), len(problem.wishes)
    voice.say(
        f"イベント {event_id}「{problem.event.name}」を読み込みました: "
        f"{problem.event.label_buyer} {buyers} 社、{problem.event.label_supplier} {suppliers} 社、"
        f"希望 {wishes} 件、参加者 {len(data.people)} 人",
        f"Event {event_id} “{problem.event.name_en or problem.event.name}” is stored: "
        f"{buyers} buyers, {suppliers} suppliers, {wishes} wishes, {len(data.people)} people",
    )
    return 0

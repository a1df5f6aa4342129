"""The HTTP API that devices and other programs speak."""

from flask import Blueprint

from kiosk.web import presence
from kiosk.web.api import (
    attendance,
    attendees,
    board,
    checkins,
    desk,
    directory,
    event,
    hall,
    interviews,
    kiosk,
    me,
    messages,
    openapi,
    reading,
    reception,
    rooms,
)

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.before_request(reading.refuse_control_characters)
blueprint.before_request(reading.refuse_other_event)
blueprint.before_request(presence.note)
blueprint.add_url_rule("/checkins", view_func=checkins.check_in, methods=["POST"])
blueprint.add_url_rule(
    "/checkins/<nonce:nonce>", view_func=checkins.undo, methods=["DELETE"], merge_slashes=False
)
blueprint.add_url_rule("/departures", view_func=checkins.depart, methods=["POST"])
blueprint.add_url_rule(
    "/departures/<nonce:nonce>", view_func=checkins.undo_departure, methods=["DELETE"], merge_slashes=False
)
blueprint.add_url_rule("/attendees", view_func=attendees.find)
blueprint.add_url_rule("/attendees/<path:attendee_id>", view_func=attendees.person)
blueprint.add_url_rule(
    "/attendees/<path:attendee_id>/substitute", view_func=desk.substitute, methods=["POST"]
)
blueprint.add_url_rule("/attendees/<path:attendee_id>/take-back", view_func=desk.take_back, methods=["POST"])
blueprint.add_url_rule("/attendees/<path:attendee_id>/reprint", view_func=desk.reprint, methods=["POST"])
blueprint.add_url_rule("/attendees/<path:attendee_id>/note", view_func=desk.note, methods=["POST"])
blueprint.add_url_rule("/walk-ins", view_func=desk.walk_in, methods=["POST"])
blueprint.add_url_rule("/companies", view_func=attendees.companies)
blueprint.add_url_rule("/companies/<path:company_id>/people", view_func=attendees.people)
blueprint.add_url_rule("/kiosk", view_func=kiosk.settings)
blueprint.add_url_rule("/kiosk/pin", view_func=kiosk.pin, methods=["POST"])
blueprint.add_url_rule("/kiosk/out-of-order", view_func=kiosk.out_of_order, methods=["POST"])
blueprint.add_url_rule("/kiosk/link", view_func=kiosk.link, methods=["POST"])
blueprint.add_url_rule("/me", view_func=me.me)
blueprint.add_url_rule("/me/late", view_func=me.announce_late, methods=["POST"])
blueprint.add_url_rule("/me/seen", view_func=me.acknowledge_changes, methods=["POST"])
blueprint.add_url_rule("/reception", view_func=reception.reception)
blueprint.add_url_rule("/reception/state", view_func=reception.reception_state, methods=["POST"])
blueprint.add_url_rule("/attendance", view_func=attendance.attendance)
blueprint.add_url_rule("/reception/directory", view_func=directory.directory)
blueprint.add_url_rule(
    "/interviews/<int(max=2147483647):interview_id>/actions", view_func=interviews.act, methods=["POST"]
)
blueprint.add_url_rule(
    "/interviews/<int(max=2147483647):interview_id>/outcome", view_func=interviews.outcome, methods=["POST"]
)
blueprint.add_url_rule("/messages", view_func=messages.send, methods=["POST"])
blueprint.add_url_rule(
    "/messages/<int(max=2147483647):message_id>/acknowledge", view_func=messages.acknowledge, methods=["POST"]
)
blueprint.add_url_rule(
    "/messages/<int(max=2147483647):message_id>/end", "end_message", messages.end, methods=["POST"]
)
blueprint.add_url_rule("/hall/consequences", view_func=hall.consequences)
blueprint.add_url_rule("/hall/shift", view_func=hall.shift, methods=["POST"])
blueprint.add_url_rule("/hall/hold", view_func=hall.hold, methods=["POST"])
blueprint.add_url_rule("/hall/release", view_func=hall.release, methods=["POST"])
blueprint.add_url_rule("/rooms/<path:room_id>", view_func=rooms.room)
blueprint.add_url_rule("/rooms/<path:room_id>/host", view_func=rooms.host, methods=["POST"])
blueprint.add_url_rule("/rooms/<path:room_id>/version", view_func=rooms.version, methods=["POST"])
blueprint.add_url_rule("/board", view_func=board.board)
blueprint.add_url_rule("/event", view_func=event.event)
blueprint.add_url_rule("/openapi.json", view_func=openapi.openapi)

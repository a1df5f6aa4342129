"""The HTTP API that devices and other programs speak."""

from flask import Blueprint

from kiosk.web import presence
from kiosk.web.api import attendees, checkins

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.before_request(presence.note)
blueprint.add_url_rule("/checkins", view_func=checkins.check_in, methods=["POST"])
blueprint.add_url_rule("/checkins/<path:nonce>", view_func=checkins.undo, methods=["DELETE"])
blueprint.add_url_rule("/departures", view_func=checkins.depart, methods=["POST"])
blueprint.add_url_rule("/attendees", view_func=attendees.find)

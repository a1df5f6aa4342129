"""The organiser's pages: from the wish list to the published timetable, and everything the day needs."""

from flask import Blueprint

from kiosk.web.organiser import badges, clock, companies, devices, events, imports, solving, timetables

blueprint = Blueprint("organiser", __name__)

blueprint.add_url_rule("/", view_func=events.home)
blueprint.add_url_rule("/events/<int:event_id>/", view_func=events.overview)

blueprint.add_url_rule("/import", "import_event", imports.upload, methods=["GET", "POST"])
blueprint.add_url_rule("/import/<token>", "import_preview", imports.confirm, methods=["GET", "POST"])
blueprint.add_url_rule("/template.xlsx", view_func=imports.template)
blueprint.add_url_rule("/events/<int:event_id>/import", "replace", imports.upload, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/events/<int:event_id>/import/<token>", "replace_preview", imports.confirm, methods=["GET", "POST"]
)

blueprint.add_url_rule("/events/<int:event_id>/solve", view_func=solving.solve, methods=["GET", "POST"])
blueprint.add_url_rule("/events/<int:event_id>/jobs/<int:job_id>.json", "job", solving.progress)
blueprint.add_url_rule(
    "/events/<int:event_id>/jobs/<int:job_id>/cancel", view_func=solving.cancel, methods=["POST"]
)

blueprint.add_url_rule("/events/<int:event_id>/wishes", view_func=companies.wishes)
blueprint.add_url_rule("/events/<int:event_id>/companies", view_func=companies.companies)
blueprint.add_url_rule("/events/<int:event_id>/companies/<company_id>", view_func=companies.company)

blueprint.add_url_rule("/events/<int:event_id>/timetable", view_func=timetables.timetable)
blueprint.add_url_rule("/events/<int:event_id>/states.json", view_func=timetables.states)
blueprint.add_url_rule(
    "/events/<int:event_id>/timetables/<int:timetable_id>/publish",
    view_func=timetables.publish,
    methods=["POST"],
)

blueprint.add_url_rule("/events/<int:event_id>/clock", view_func=clock.clock, methods=["GET", "POST"])
blueprint.add_url_rule("/events/<int:event_id>/clock/real", view_func=clock.real, methods=["POST"])

blueprint.add_url_rule("/events/<int:event_id>/badges", view_func=badges.badges)
blueprint.add_url_rule("/events/<int:event_id>/badges/sheet", view_func=badges.badge_sheet)
blueprint.add_url_rule(
    "/events/<int:event_id>/badges/<attendee_id>/reprint", view_func=badges.reprint, methods=["POST"]
)

blueprint.add_url_rule("/events/<int:event_id>/devices", view_func=devices.devices, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/events/<int:event_id>/devices/<int:device_id>/link",
    "new_device_link",
    devices.new_link,
    methods=["POST"],
)
blueprint.add_url_rule(
    "/events/<int:event_id>/devices/<int:device_id>/revoke",
    "revoke_device",
    devices.revoke,
    methods=["POST"],
)

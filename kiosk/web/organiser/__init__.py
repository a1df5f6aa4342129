"""The organiser's pages: from the wish list to the published timetable, and everything the day needs."""

from flask import Blueprint

from kiosk.web.organiser import (
    actual,
    attendance,
    badges,
    clock,
    companies,
    desk,
    devices,
    events,
    floor,
    imports,
    interviews,
    kiosks,
    papers,
    phones,
    rehearsals,
    solving,
    timetables,
)

blueprint = Blueprint("organiser", __name__)
blueprint.context_processor(lambda: {"troubles": kiosks.troubles})
EVENT = "/events/<int(max=2147483647):event_id>"

blueprint.add_url_rule("/", view_func=events.home)
blueprint.add_url_rule(f"{EVENT}/", view_func=events.overview)

blueprint.add_url_rule("/import", "import_event", imports.upload, methods=["GET", "POST"])
blueprint.add_url_rule("/import/<token>", "import_preview", imports.confirm, methods=["GET", "POST"])
blueprint.add_url_rule("/template.xlsx", view_func=imports.template)
blueprint.add_url_rule(f"{EVENT}/import", "replace", imports.upload, methods=["GET", "POST"])
blueprint.add_url_rule(f"{EVENT}/list.xlsx", view_func=imports.current_list)
blueprint.add_url_rule(f"{EVENT}/import/<token>", "replace_preview", imports.confirm, methods=["GET", "POST"])

blueprint.add_url_rule(f"{EVENT}/solve", view_func=solving.solve, methods=["GET", "POST"])
blueprint.add_url_rule(f"{EVENT}/jobs/<int(max=2147483647):job_id>.json", "job", solving.progress)
blueprint.add_url_rule(
    f"{EVENT}/jobs/<int(max=2147483647):job_id>/cancel", view_func=solving.cancel, methods=["POST"]
)

blueprint.add_url_rule(f"{EVENT}/wishes", view_func=companies.wishes)
blueprint.add_url_rule(f"{EVENT}/companies", view_func=companies.companies)
blueprint.add_url_rule(f"{EVENT}/companies/<path:company_id>", view_func=companies.company)
blueprint.add_url_rule(
    f"{EVENT}/companies/<path:company_id>/interviews/<int(max=2147483647):interview_id>",
    view_func=interviews.put_back,
    methods=["POST"],
)

blueprint.add_url_rule(f"{EVENT}/timetable", view_func=timetables.timetable)
blueprint.add_url_rule(f"{EVENT}/states.json", view_func=timetables.states)
blueprint.add_url_rule(
    f"{EVENT}/timetables/<int(max=2147483647):timetable_id>/publish",
    view_func=timetables.publish,
    methods=["POST"],
)

blueprint.add_url_rule(f"{EVENT}/floor", view_func=floor.floor, methods=["GET", "POST"])
blueprint.add_url_rule(f"{EVENT}/clock", view_func=clock.clock, methods=["GET", "POST"])
blueprint.add_url_rule(f"{EVENT}/clock/real", view_func=clock.real, methods=["POST"])

blueprint.add_url_rule(f"{EVENT}/rehearsal", view_func=rehearsals.rehearsal)
blueprint.add_url_rule(f"{EVENT}/rehearsal/begin", "begin_rehearsal", rehearsals.begin, methods=["POST"])
blueprint.add_url_rule(f"{EVENT}/rehearsal/clock", "rehearsal_clock", rehearsals.set_clock, methods=["POST"])
blueprint.add_url_rule(f"{EVENT}/rehearsal/crowd", "rehearsal_crowd", rehearsals.crowd, methods=["POST"])
blueprint.add_url_rule(f"{EVENT}/rehearsal/end", "end_rehearsal", rehearsals.end, methods=["POST"])

blueprint.add_url_rule(f"{EVENT}/attendance", view_func=attendance.attendance)
blueprint.add_url_rule(f"{EVENT}/attendance/take-back", view_func=attendance.take_back, methods=["POST"])
blueprint.add_url_rule(f"{EVENT}/attendance.<any(csv, xlsx):kind>", view_func=attendance.attendance_file)
blueprint.add_url_rule(f"{EVENT}/scans", view_func=attendance.scans)

blueprint.add_url_rule(f"{EVENT}/badges", view_func=badges.badges)
blueprint.add_url_rule(f"{EVENT}/badges/sheet", view_func=badges.badge_sheet)
blueprint.add_url_rule(
    f"{EVENT}/badges/<path:attendee_id>/reprint", view_func=badges.reprint, methods=["POST"]
)

blueprint.add_url_rule(f"{EVENT}/phones/sheet", view_func=phones.phone_sheet)
blueprint.add_url_rule(
    f"{EVENT}/phones/<path:attendee_id>/replace", view_func=phones.replace_link, methods=["POST"]
)

blueprint.add_url_rule(f"{EVENT}/desk", view_func=desk.desk)
blueprint.add_url_rule(f"{EVENT}/desk.json", view_func=desk.desk_data)
blueprint.add_url_rule(f"{EVENT}/actual", view_func=actual.actual)
blueprint.add_url_rule(f"{EVENT}/actual.<any(csv, xlsx):kind>", view_func=actual.actual_file)
blueprint.add_url_rule(f"{EVENT}/papers", view_func=papers.papers)
blueprint.add_url_rule(f"{EVENT}/papers/print", view_func=papers.print_papers)

blueprint.add_url_rule(f"{EVENT}/devices", view_func=devices.devices, methods=["GET", "POST"])
blueprint.add_url_rule(
    f"{EVENT}/devices/<int(max=2147483647):device_id>/link",
    "new_device_link",
    devices.new_link,
    methods=["POST"],
)
blueprint.add_url_rule(
    f"{EVENT}/devices/<int(max=2147483647):device_id>/revoke",
    "revoke_device",
    devices.revoke,
    methods=["POST"],
)
blueprint.add_url_rule(
    f"{EVENT}/devices/<int(max=2147483647):device_id>/options",
    "set_up_kiosk",
    kiosks.set_up,
    methods=["POST"],
)
blueprint.add_url_rule(f"{EVENT}/devices/troubles", "troubles", kiosks.notice)

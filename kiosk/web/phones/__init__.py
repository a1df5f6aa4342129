"""A person's own page on their phone. Its address holds the link's token: it is logged nowhere."""

from flask import Blueprint

from kiosk.web.phones import calendar, page

blueprint = Blueprint("phones", __name__, url_prefix="/p")
blueprint.add_url_rule("/worker.js", view_func=page.worker)
blueprint.add_url_rule("/<token>", view_func=page.page)
blueprint.add_url_rule("/<token>/calendar.ics", view_func=calendar.calendar)

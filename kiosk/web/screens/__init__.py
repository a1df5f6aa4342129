"""Pairing a device, and the screens that paired devices show."""

from flask import Blueprint

from kiosk.web.screens import badge, kiosk, pairing

blueprint = Blueprint("screens", __name__)
blueprint.add_url_rule("/pair/<code>", view_func=pairing.pair, methods=["GET", "POST"])
blueprint.add_url_rule("/screens/<int:device_id>", view_func=pairing.screen)
blueprint.add_url_rule("/screens/<int:device_id>/badges", view_func=badge.print_badge)
blueprint.add_url_rule("/screens/worker.js", view_func=kiosk.worker)
blueprint.add_url_rule("/screens/decoder.js", view_func=kiosk.decoder)
blueprint.register_error_handler(403, pairing.not_paired)

"""Pairing a device, and the screens that paired devices show."""

from flask import Blueprint

blueprint = Blueprint("screens", __name__)

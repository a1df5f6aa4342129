"""The HTTP API that devices and other programs speak."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

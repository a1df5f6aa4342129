"""The organiser's pages."""

from flask import Blueprint, render_template

from kiosk.web.audience import audience

blueprint = Blueprint("organiser", __name__)


@audience("organiser")
def home() -> str:
    return render_template("organiser/home.html")


blueprint.add_url_rule("/", view_func=home)

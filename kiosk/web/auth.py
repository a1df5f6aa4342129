"""Organisers sign in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from kiosk import offload
from kiosk.queries.users import stored_password, user_by_id
from kiosk.security import hash_password, password_matches
from kiosk.web.audience import audience
from kiosk.web.context import database
from kiosk.web.identity import Account
from kiosk.web.limits import limiter

blueprint = Blueprint("auth", __name__)
_NOBODY = hash_password("nobody")  # compared with when the name is unknown, so that both take as long


class LoginForm(FlaskForm):  # type: ignore[misc]
    name = StringField(lazy_gettext("Name"), [InputRequired(), Length(max=80)])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(), Length(max=200)])


def _inside(target: str) -> str:
    """A path of ours to go on to; anything else leads home."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return url_for("organiser.home")
    safe = (
        target.isprintable()
        and not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
    )
    return target if safe else url_for("organiser.home")


@audience("anyone")
@limiter.limit("10 per minute", methods=["POST"])
def login() -> str | Response | tuple[str, int]:
    """Sign in."""
    form = LoginForm()
    if form.validate_on_submit():
        with database().read() as session:
            found = stored_password(session, form.name.data)
        user = user_by_id(database(), found[0]) if found else None
        if not offload.run(password_matches, found[1] if found else _NOBODY, form.password.data):
            user = None
        if user:
            login_user(Account(user.id, user.name, user.language))
            return redirect(_inside(request.args.get("next", "")))
        form.password.errors = [_("Name and password do not match.")]
        return render_template("auth/login.html", form=form), 422
    return render_template("auth/login.html", form=form)


@audience("organiser")
def logout() -> Response:
    """Sign out."""
    logout_user()
    return redirect(url_for("auth.login"))


blueprint.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
blueprint.add_url_rule("/logout", view_func=logout, methods=["POST"])

"""The way back for an interview of the day: a no-show that came after all, a start by mistake."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf, Length

from kiosk.domain.interview_states import Action
from kiosk.errors import Refused
from kiosk.i18n import refusal
from kiosk.queries.clocks import moment
from kiosk.services.interviews import act
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now


class WayBackForm(FlaskForm):  # type: ignore[misc]
    """What to take back, with the nonce the page made: two taps on the button are one request."""

    action = HiddenField(validators=[AnyOf([Action.REINSTATE, Action.REOPEN])])
    nonce = HiddenField(validators=[Length(min=8, max=64)])


@audience("organiser")
def put_back(event_id: int, company_id: str, interview_id: int) -> Response:
    """Take one interview a step back, then show the company's page again."""
    form = WayBackForm()
    try:
        if not form.validate_on_submit():
            raise Refused("bad_request", "Please try again on the page as it is now.")
        with database().write() as session:
            act(
                session,
                known_caller(),
                interview_id,
                Action(form.action.data),
                nonce=form.nonce.data,
                now=moment(session, event_id, real_now()),
            )
        flash(_("The interview was put back."))
    except Refused as error:
        flash(refusal(error), "error")
    return redirect(url_for("organiser.company", event_id=event_id, company_id=company_id))

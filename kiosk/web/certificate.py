"""How a tablet comes to trust this server: a guide with pictures, and the authority's certificate itself.

Both are for anyone, and an HTTPS server shows them to browsers that come by plain HTTP too: a tablet that
does not trust the server yet must be able to read how.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.exceptions import NotFound

from kiosk import certificates, server
from kiosk.web.audience import audience
from kiosk.web.context import settings

MIMETYPE = "application/x-x509-ca-cert"
FILE_NAME = "mendan.crt"
PROFILE_MIMETYPE = "application/x-apple-aspen-config"
"""At this word Safari offers to install it."""
PROFILE_NAME = "mendan.mobileconfig"

blueprint = Blueprint("certificate", __name__, url_prefix="/certificate")


@audience("anyone")
def guide() -> str:
    """What to press on an iPad or an Android tablet, with pictures; without HTTPS, what is missing."""
    authority = certificates.authority_of(settings().instance) if settings().https else None
    return render_template(
        "certificate/guide.html",
        authority=authority and certificates.AUTHORITY_NAME,
        fingerprint=authority and certificates.fingerprint(authority),
        file_name=FILE_NAME,
        address=_address(),
    )


@audience("anyone")
def file() -> Response:
    """The authority's certificate, as Android and computers install it."""
    path = certificates.authority_file(settings().instance)
    if not path.is_file():
        raise NotFound
    return send_file(path, mimetype=MIMETYPE, as_attachment=True, download_name=FILE_NAME)


@audience("anyone")
def profile() -> Response:
    """The authority's certificate, as iPads install it."""
    authority = certificates.authority_of(settings().instance)
    if authority is None:
        raise NotFound
    return Response(certificates.profile(authority), mimetype=PROFILE_MIMETYPE)


def _address() -> str:
    """The secure address that this browser, or a tablet beside it, opens in the end."""
    if request.host.rsplit(":", 1)[0] in certificates.OWN_NAMES:
        return f"https://{urlsplit(server.last_address(settings().instance)).netloc}"
    return f"https://{request.host}"


blueprint.add_url_rule("", view_func=guide)
blueprint.add_url_rule(f"/{FILE_NAME}", view_func=file)
blueprint.add_url_rule(f"/{PROFILE_NAME}", view_func=profile)

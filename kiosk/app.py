"""The application: the only place that wires things together."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from flask_socketio import SocketIO
from flask_wtf.csrf import CSRFProtect

from kiosk import certificates, i18n, security
from kiosk.config import VERSION, Settings
from kiosk.db import Database
from kiosk.live import handlers
from kiosk.live.hub import Hub
from kiosk.services.crowds import Crowds
from kiosk.services.solver_jobs import SolverJobs
from kiosk.web import (
    api,
    audience,
    auth,
    certificate,
    errors,
    identity,
    limits,
    organiser,
    pages,
    phones,
    screens,
)
from kiosk.web.api.reading import NonceInPath
from kiosk.web.context import real_now

# Windows' registry may say otherwise, and browsers compile nothing and run nothing of another type.
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("text/javascript", ".js")
HERE = Path(__file__).resolve().parent
LINE_CHECKED = 10
"""Seconds between two looks whether a silent screen is still there, and to wait for its answer."""


def beside(name: str) -> Path:
    """A folder of the project: inside the package when installed, beside it in a checkout."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


def create_app(settings: Settings) -> Flask:
    """The application of one installation, its tables brought up to date."""
    app = Flask(
        "kiosk", root_path=str(HERE), template_folder=beside("templates"), static_folder=beside("static")
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_ENABLED=not settings.testing,
    )
    database = Database(settings.database_url)
    database.migrate()
    app.extensions["mendan.settings"] = settings
    app.extensions["mendan.database"] = database

    app.jinja_env.globals["VERSION"] = VERSION
    i18n.init_app(app)
    security.init_app(app)
    limits.init_app(app)
    csrf = CSRFProtect(app)
    csrf.exempt(api.blueprint)
    csrf.exempt(screens.blueprint)  # its one form is a pairing link, which is itself the secret
    login = LoginManager(app)
    identity.init_app(app, login)
    app.url_map.converters["nonce"] = NonceInPath
    for part in (auth, organiser, screens, phones, api, certificate, pages):
        app.register_blueprint(part.blueprint)
    errors.init_app(app)
    audience.guard(app)

    socketio = SocketIO(
        app,
        async_mode=settings.async_mode,
        transports=["websocket"],
        message_queue=settings.redis_url or None,
        cors_allowed_origins=None,
        ping_interval=LINE_CHECKED,
        ping_timeout=LINE_CHECKED,
    )
    hub = Hub(socketio)
    database.after_commit = hub.publish
    handlers.register(socketio, hub, database, settings)
    app.extensions["mendan.jobs"] = SolverJobs(database, settings.instance / "jobs", real_now)
    app.extensions["mendan.crowds"] = Crowds(
        settings.secret_key, certificates.authority_file(settings.instance)
    )
    app.extensions["mendan.socketio"] = socketio
    app.extensions["mendan.hub"] = hub
    return app

"""`mendan serve`: the server, and what it says when it starts."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import subprocess
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from kiosk import certificates, server
from kiosk.app import beside, create_app
from kiosk.commands.places import real_now
from kiosk.commands.speech import FAILED, Voice
from kiosk.config import Settings
from kiosk.domain.solves import Point
from kiosk.errors import Refused
from kiosk.services import demo, solver_child
from kiosk.services.crowds import Setting
from kiosk.services.users import FIRST_NAME, first_account
from scheduler.console import Bar
from scheduler.timetable import Progress


def run(args: argparse.Namespace, voice: Voice) -> int:
    """Serve until asked to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    os.umask(0o077)  # whatever is made from here on is the owner's alone
    try:
        return _serve(args, voice)
    except server.PortTakenError as error:
        voice.complain(
            f"ポート {args.port} は使えません({error})。--port で別の番号を指定してください。",
            f"Port {args.port} cannot be used ({error}). Please choose another with --port.",
        )
        return FAILED


def _serve(args: argparse.Namespace, voice: Voice) -> int:
    with server.reserve(args.host, args.port) as listener:
        settings = Settings.load(
            getattr(args, "instance", None),
            database_url=args.database_url,
            redis_url=args.redis_url,
            async_mode=args.async_mode,
            https=args.https,
        )
        address = server.base_url(args.host, listener.getsockname()[1], https=args.https)
        certificate = _certificate(settings, address)
        app = create_app(settings)
        app.extensions["mendan.crowds"].address = address
        warming: list[subprocess.Popen[bytes]] = []

        def ready() -> None:
            voice.say(*lines)
            if day is not None:
                app.extensions["mendan.crowds"].start(
                    app.extensions["mendan.database"], day.event_id, Setting(), real_now()
                )
            warming.append(solver_child.warm_up())

        try:
            app.extensions["mendan.jobs"].recover()
            shown = _prepare(app, settings, voice) if args.demo or args.demo_day else None
            day = _rehearse(app, settings, shown, voice) if shown and args.demo_day else None
            lines = _greeting(app, settings, shown, day, args, address, voice)
            server.remember_address(settings.instance, address)
            server.serve(app, listener, args.async_mode, certificate, ready)
        finally:
            for process in warming:
                with process:
                    process.kill()
            app.extensions["mendan.crowds"].close()
            app.extensions["mendan.jobs"].stop()
            app.extensions["mendan.hub"].stop()
            app.extensions["mendan.database"].dispose()
    return 0


def _certificate(settings: Settings, address: str) -> tuple[Path, Path] | None:
    if not settings.https:
        return None
    given = urlsplit(address).hostname or ""
    named = certificates.OWN_NAMES | {socket.gethostname(), server.lan_address(), given}
    return certificates.certificate_for(settings.instance / certificates.FOLDER, named, real_now())


def _greeting(
    app: Flask,
    settings: Settings,
    shown: demo.Demo | None,
    day: demo.DemoDay | None,
    args: argparse.Namespace,
    address: str,
    voice: Voice,
) -> tuple[str, str]:
    """What to do next, in both languages: address, login, links."""
    # Last of all that takes time: a start cut short must not keep the only sight of the password to itself.
    password = first_account(app.extensions["mendan.database"], real_now())
    ja, en = ["", f"Mendan 面談   {address}", ""], ["", f"Mendan   {address}", ""]
    if password:
        ja.append(f"  主催者ログイン   {FIRST_NAME} / {password}   (初回のみ表示)")
        en.append(f"  Organiser login  {FIRST_NAME} / {password}   (shown only this once)")
    else:
        ja.append(f"  主催者ログイン   {FIRST_NAME}   (パスワードは初回起動時に表示したものです)")
        en.append(f"  Organiser login  {FIRST_NAME}   (the password was shown at the first start)")
    if shown:
        ja += ["", "  端末の登録リンク(それぞれ一度だけ、24 時間以内)"]
        en += ["", "  Links that pair a device (each once, within 24 hours)"]
        widest = max(_width(link.name) for link in shown.links)
        for link in shown.links:
            gap = " " * (widest - _width(link.name))
            line = f"    {link.role:<6} {link.name}{gap}  {address}/pair/{link.code}"
            ja.append(line)
            en.append(line)
    if day:
        ja += ["", f"  リハーサル中の一日(×{day.speed:g}、模擬来場者つき)"]
        en += ["", f"  A day in rehearsal (×{day.speed:g}, with a simulated crowd)"]
        for name_ja, name_en, path in day.pages:
            ja.append(f"    {name_ja}{' ' * (14 - _width(name_ja))}  {address}{path}")
            en.append(f"    {name_en:<14}  {address}{path}")
    ja.append("")
    en.append("")
    if authority := certificates.authority_of(settings.instance) if settings.https else None:
        # Only gevent's server answers at the plain address too.
        guide = (
            address.replace("https:", "http:", 1) if args.async_mode == "gevent" else address
        ) + "/certificate"
        ja += [
            f"  端末に証明書を信頼させる手順   {guide}",
            f"  指紋 (SHA-256)   {certificates.fingerprint(authority)}",
        ]
        en += [f"  How tablets come to trust this server   {guide}"]
        en += [f"  Fingerprint (SHA-256)   {certificates.fingerprint(authority)}"]
    ja.append("  終了: Ctrl-C")
    en.append("  Stop: Ctrl-C")
    return "\n".join(ja), "\n".join(en)


def _rehearse(app: Flask, settings: Settings, shown: demo.Demo, voice: Voice) -> demo.DemoDay | None:
    """The demonstration's day, about to begin."""
    try:
        return demo.begin_day(
            app.extensions["mendan.database"], shown.event_id, key=settings.secret_key, clock=real_now
        )
    except Refused as refusal:
        voice.refused(refusal)
        return None


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(symbol) in "FW" else 1 for symbol in text)


def _prepare(app: Flask, settings: Settings, voice: Voice) -> demo.Demo:
    """The demonstration's event, with a progress bar while its timetable is made."""
    with Bar() as bar:

        def watch(point: Point) -> None:
            bar(Progress(**point))

        shown = demo.prepare(
            app.extensions["mendan.database"],
            app.extensions["mendan.jobs"],
            beside("examples") / "tama-2009",
            key=settings.secret_key,
            clock=real_now,
            watch=watch,
        )
    if shown.imported:
        voice.say(
            f"デモのイベント「{shown.name}」を用意しました。", f"The demo event “{shown.name}” is loaded."
        )
    if shown.published is not None:
        voice.say(
            f"時間割 第{shown.published}版を公開しました。時計は最初のコマの 20 分前です。",
            f"Version {shown.published} of its timetable is published; its clock stands 20 minutes before "
            "the first slot.",
        )
    elif shown.imported:
        voice.complain("時間割を作れませんでした。", "No timetable could be made.")
    if shown.clock_set_back:
        voice.say(
            "リハーサルの時計が開催日を過ぎていたため、最初のコマの 20 分前に戻しました。",
            "The rehearsal clock had passed the day: it is back at 20 minutes before the first slot.",
        )
    return shown

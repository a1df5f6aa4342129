"""The program `mendan`: one command line for the office, the same as `python run.py`.

Nothing but the standard library is imported up here: `serve` has to patch it for gevent before anything
else is loaded, and every other command starts faster for it.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.commands.speech import Voice

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

PROGRAM = "mendan"
PORT = 5050


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if _serves_with_gevent(arguments):
        from gevent import monkey

        monkey.patch_all()
    args = _parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return 130


def _serves_with_gevent(arguments: list[str]) -> bool:
    """Whether the arguments ask for the real server: decided before anything else is imported."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("-h", "--help", action="store_true")
    first.add_argument("--instance")
    first.add_argument("--language")
    first.add_argument("--async-mode", default="gevent")
    first.add_argument("command", nargs="?")
    try:
        known, _ = first.parse_known_args(arguments)
    except argparse.ArgumentError:
        return False
    return not known.help and (known.command, known.async_mode) == ("serve", "gevent")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description="The business-matching event, from wishes to deals.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serve(commands)
    _add_import(commands)
    _add_user(commands)
    _add_device(commands)
    _add_rehearse(commands)
    _add_export(commands)
    _add_copies(commands)
    from scheduler.cli import add_commands

    add_commands(commands)
    _everywhere(parser, commands)
    parser.set_defaults(language=None)
    return parser


def _add_serve(commands: Commands) -> None:
    serve = commands.add_parser(
        "serve", help="start the server", description="Serve the pages and screens to everyone in the hall."
    )
    serve.add_argument(
        "--demo", action="store_true", help="with an example event, solved and published, if there is none"
    )
    serve.add_argument(
        "--demo-day", action="store_true", help="the same, and its day is rehearsed by a simulated crowd"
    )
    serve.add_argument(
        "--host",
        default="0.0.0.0",  # noqa: S104 - tablets in the hall have to reach it
        help="address to listen on; default: all",
    )
    serve.add_argument("--port", type=int, default=PORT, help="default: %(default)d")
    serve.add_argument(
        "--https", action="store_true", help="with a certificate of our own, for cameras and offline tablets"
    )
    serve.add_argument("--redis-url", default="", metavar="URL", help="carries news between servers")
    serve.add_argument(
        "--async-mode",
        choices=("gevent", "threading"),
        default="gevent",
        help="threading serves small halls should gevent not run; default: %(default)s",
    )
    _with_database(serve)
    _runs(serve, "serving", "run")


def _add_import(commands: Commands) -> None:
    bring = commands.add_parser(
        "import",
        help="bring an event folder or workbook into the database",
        description="Store an event. With any fault in its files nothing is stored.",
        epilog="Exit code: 0 stored, 2 bad input.",
    )
    bring.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
    bring.add_argument("--replace", action="store_true", help="the same event again, with new wishes")
    bring.add_argument("--event", type=int, dest="event_id", metavar="ID", help="the event to replace")
    _with_database(bring)
    _runs(bring, "importing", "run")


def _add_user(commands: Commands) -> None:
    user = commands.add_parser("user", help="organisers' accounts")
    add = user.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "add", help="add an account and show its first password"
    )
    add.add_argument("name", metavar="NAME")
    _with_database(add)
    _runs(add, "accounts", "add_account")


def _add_device(commands: Commands) -> None:
    device = commands.add_parser("device", help="kiosks, room tablets and boards")
    add = device.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "add", help="add a device and show its pairing link"
    )
    add.add_argument("--role", required=True, choices=("kiosk", "room", "board"))
    add.add_argument("--name", required=True, metavar="N")
    add.add_argument(
        "--profile",
        choices=("desk", "self"),
        default="desk",
        help="of a kiosk: with staff behind it, or without",
    )
    add.add_argument("--room", metavar="R", help="a room tablet's room")
    add.add_argument("--tables", type=_tables, metavar="1-3", help="the room's tables it shows; default: all")
    add.add_argument("--event", type=int, dest="event_id", metavar="ID", help="if there are several")
    add.add_argument("--base-url", default="", metavar="URL", help="the server's address in the link")
    add.add_argument("--json", action="store_true", help='print {"token", "pairing_url", "role"}')
    _with_database(add)
    _runs(add, "accounts", "add_screen")


def _add_rehearse(commands: Commands) -> None:
    rehearse = commands.add_parser(
        "rehearse",
        help="practise an event's day on a copy of it",
        description="Begin a rehearsal, or change or end the one there is: its screens and phones follow.",
    )
    rehearse.add_argument(
        "event_id",
        type=int,
        nargs="?",
        metavar="EVENT_ID",
        help="if there are several; without it they are named",
    )
    rehearse.add_argument("--speed", type=float, metavar="N", help="so many times as fast; 0 stops the clock")
    rehearse.add_argument("--jump", action="store_true", help="set the clock to what happens next")
    rehearse.add_argument(
        "--crowd", type=int, metavar="SEED", help="let a simulated crowd live in it until Ctrl-C"
    )
    rehearse.add_argument("--end", action="store_true", help="end it and delete all of it")
    _with_database(rehearse)
    _runs(rehearse, "rehearsing", "run")


def _add_export(commands: Commands) -> None:
    export = commands.add_parser(
        "export",
        help="write an event as a folder, with results",
        description="Write the event's files as they came in, badge codes, and what became of the day.",
    )
    export.add_argument(
        "event_id",
        type=int,
        nargs="?",
        metavar="EVENT_ID",
        help="if there are several; without it they are named",
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the files go")
    _with_database(export)
    _runs(export, "exporting", "run")


def _add_copies(commands: Commands) -> None:
    backup = commands.add_parser("backup", help="copy the database, also while the server runs")
    restore = commands.add_parser("restore", help="go back to a copy; the server must be stopped")
    for parser, function in ((backup, "backup"), (restore, "restore")):
        parser.add_argument("file", type=Path, metavar="FILE")
        _with_database(parser)
        _runs(parser, "copies", function)
    backup.add_argument("--force", action="store_true", help="even if FILE is there already: replace it")


def _tables(text: str) -> tuple[int, ...]:
    from kiosk.commands.accounts import tables

    return tables(text)


def _with_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database-url", default="", metavar="URL", help="default: SQLite in the instance directory"
    )
    parser.add_argument("--language", choices=("ja", "en"), help="of the messages")


def _runs(parser: argparse.ArgumentParser, module: str, function: str) -> None:
    """Let a command be done by a function of `kiosk.commands`, which is loaded only then."""

    def run(args: argparse.Namespace) -> int:
        from kiosk.commands.speech import Voice, started
        from scheduler.console import language_of

        command: Callable[[argparse.Namespace, Voice], int] = getattr(
            importlib.import_module(f"kiosk.commands.{module}"), function
        )
        return started(command, args, Voice(language_of(args.language)))

    parser.set_defaults(run=run)


def _everywhere(parser: argparse.ArgumentParser, commands: Commands) -> None:
    """Let `--instance` and `--language` stand before or after any command."""
    parser.add_argument("--language", choices=("ja", "en"), default=argparse.SUPPRESS, help="of the messages")
    parser.add_argument(
        "--instance",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="where database, keys and certificates live; default: MENDAN_INSTANCE, else ./instance",
    )
    for command in commands.choices.values():
        nested = [a for a in command._actions if isinstance(a, argparse._SubParsersAction)]
        for action in nested:
            _everywhere(command, action)
        for option in command._actions:
            if option.dest == "language":
                option.default = argparse.SUPPRESS  # or it would undo what stands before the command
        if not nested:
            command.add_argument(
                "--instance",
                type=Path,
                default=argparse.SUPPRESS,
                metavar="DIR",
                help="where database, keys and certificates live",
            )

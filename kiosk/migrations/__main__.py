"""`python -m kiosk.migrations "what changed"`: write a migration for what the models now say."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from kiosk.db import Database

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder, 'scratch.sqlite3').as_posix()}")
        database.migrate()
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, sys.argv[1], autogenerate=True)
        database.dispose()

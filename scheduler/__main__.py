"""`python -m scheduler COMMAND …`: the scheduler on its own, without server or database."""

from scheduler.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

"""`python run.py COMMAND …` is the program `mendan`. The guard matters: the solver runs in a child process."""

from kiosk.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

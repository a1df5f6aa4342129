"""`python run.py COMMAND …` is the program `mendan`. The guard is for the solver's child process."""

from kiosk.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

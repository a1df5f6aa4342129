# Two commands matter: `make run` and `make test`. Both set up everything on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.run

run: $(VENV)/.run ## serve the demo event (ARGS="--port 5055" passes arguments on)
	$(BIN)/mendan serve --demo $(ARGS)

demo-day: $(VENV)/.run ## the demo event's day, lived by a simulated crowd (ARGS as above)
	$(BIN)/mendan serve --demo-day $(ARGS)

test: $(VENV)/.dev ## run all tests; those that need Chromium run where it is found
	$(BIN)/python -m pytest --ignore tests/e2e --numprocesses auto $(ARGS)
	@# On a busy machine a browser may be late once: what failed is tried once more, with nothing beside it.
	$(BIN)/python -m pytest tests/e2e --timeout 300 --numprocesses 2 --dist loadfile $(ARGS) || $(BIN)/python -m pytest tests/e2e --timeout 300 --last-failed $(ARGS)

lint: $(VENV)/.dev ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## all that must hold before a change lands

revision: $(VENV)/.dev ## make a migration from the models (ARGS="what changed")
	$(BIN)/python -m kiosk.migrations "$(ARGS)"

translations: $(VENV)/.dev ## collect the words of pages and code into the catalogue and compile it
	$(BIN)/pybabel -q extract -F kiosk/translations/babel.cfg -k Refused:2 -k lazy_gettext -o kiosk/translations/messages.pot --omit-header --no-location --sort-output .
	$(BIN)/pybabel -q update -i kiosk/translations/messages.pot -d kiosk/translations --omit-header --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d kiosk/translations

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@ $(VENV)/.run

bench: bench-solver bench-variants bench-checkin bench-live bench-day ## run every benchmark (see bench/README.md)

bench-solver: $(VENV)/.bench ## the scheduler beside its peers (ARGS="--quick" for a trial)
	$(BIN)/python -m bench.solver $(ARGS)

bench-variants: $(VENV)/.bench ## the scheduler on altered instances (ARGS="--only 'tic-*'" for a part)
	$(BIN)/python -m bench.variants $(ARGS)

bench-checkin: $(VENV)/.bench ## how fast a badge is answered, beside bare commits and an empty route
	$(BIN)/python -m bench.checkin --out docs/benchmarks/checkin.md $(ARGS)

bench-live: $(VENV)/.bench ## how soon a change is on the last screen, beside a bare server
	$(BIN)/python -m bench.live --out docs/benchmarks/live.md $(ARGS)

bench-day: $(VENV)/.bench ## a whole simulated day of the largest event
	$(BIN)/python -m bench.day --out docs/benchmarks/day.md $(ARGS)

.PHONY: help run demo-day test lint check revision translations bench bench-solver bench-variants bench-checkin bench-live bench-day

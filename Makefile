# Everything here needs only Python 3.11 and make. The environment is made in .venv from the
# hashed pins in requirements/, once, and again only when the pins change.

# `make run ARGS="--clock-speed 60"` hands ARGS on to the command.
ARGS ?=
# `make run PYTHON=/path/to/python3.11` makes the environment with that Python.
PYTHON ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help run demo test check bench soak prove pictures transcripts pins clean
.DELETE_ON_ERROR:
# The targets share one environment.
.NOTPARALLEL:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

run: .venv/run.stamp .venv/project.stamp ## Start the bot; without a terminal, play the demo
	@if [ -t 0 ]; then exec $(BIN)/knead run $(ARGS); else exec $(BIN)/knead demo $(ARGS); fi

demo: .venv/run.stamp .venv/project.stamp ## Play a whole program at a fast clock
	@$(BIN)/knead demo $(ARGS)

# pytest only counts tests; the first report holds all code to fail_under, the second holds the
# rules of the domain to every line and every branch.
test: .venv/dev.stamp .venv/project.stamp ## Run every test and measure coverage
	@$(BIN)/python -m pytest -n 2 --cov --cov-report= --cov-fail-under=0
	@$(BIN)/coverage report
	@$(BIN)/coverage report --include='bot/domain/*' --fail-under=100

check: .venv/dev.stamp .venv/project.stamp ## Check form, types, imports and program files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo
	$(BIN)/knead check programs

bench: .venv/run.stamp .venv/project.stamp ## Measure against floors taken in the same run
	@$(BIN)/python -m bench $(ARGS)

soak: .venv/run.stamp .venv/project.stamp ## Live four weeks of 10,000 people on one file: does it grow?
	@$(BIN)/python -m bench.soak $(ARGS)

# What is too long for every change: before a release, and after a change of what it looks at.
prove: .venv/dev.stamp .venv/project.stamp ## Run the long proofs: made inputs, power cuts, kills, worlds
	@KNEAD_TEST_MADE=100000 KNEAD_TEST_CUTS=2000 KNEAD_TEST_KILLS=1000 \
		$(BIN)/python -m pytest -n 2 tests/made tests/hostile tests/power tests/crash tests/kills
	@$(BIN)/knead simulate --people 10000 --days 28 --seed 1
	@for seed in 1 2 3 4 5 6 7 8 9 10; do \
		$(BIN)/knead simulate --people 500 --days 28 --seed $$seed --faults || exit 1; done

# Renewing takes the newest releases that are at least a week old (a poisoned release is mostly
# found within days) and writes their hashes. No index or path of a machine is written, so the
# pins install from any index that holds the same files. Read the diff before committing it.
PINS := .pins/bin/uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --exclude-newer P7D --upgrade --custom-compile-command 'make pins' --quiet

pictures: .venv/run.stamp .venv/project.stamp ## Draw the pictures of the docs anew
	@$(BIN)/python docs/make_pictures.py

transcripts: .venv/run.stamp .venv/project.stamp ## Renew the transcripts that tests hold the bot to
	@$(BIN)/knead demo > tests/transcripts/two_weeks.txt
	@$(BIN)/python -m tests.transcripts.telegram_weeks > tests/transcripts/two_weeks_telegram.txt

pins: .venv/made.stamp ## Renew requirements/*.txt from pyproject.toml
	@$(BIN)/python -m venv --clear .pins
	@.pins/bin/python -m pip --quiet --disable-pip-version-check install uv
	@$(PINS) --output-file requirements/run.txt
	@$(PINS) --group dev --constraint requirements/run.txt --output-file requirements/dev.txt
	@rm -rf .pins

clean: ## Remove the environment and all caches; your data stays
	@rm -rf .venv .pins build knead.egg-info .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	@find bot adapters storage bench tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is written last, so that an interrupted step is done again. The first one holds the
# path it was made for: scripts of an environment break when its folder is moved or copied.
ifneq ($(shell cat .venv/made.stamp 2>/dev/null),$(CURDIR))
.PHONY: .venv/made.stamp
endif

.venv/made.stamp:
	@found=; for each in "$(PYTHON)" python3.11 python3 python; do \
		if "$$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' \
			2>/dev/null; then found=$$each; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Knead needs Python 3.11 with its venv module, and none was found." >&2; \
		echo "  Debian, Ubuntu: apt-get install python3.11 python3.11-venv" >&2; \
		echo "  macOS:          brew install python@3.11" >&2; \
		echo "  elsewhere:      make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi; \
	echo "Making .venv from the pins. This happens once."; \
	"$$found" -m venv --clear .venv
	@printf '%s\n' "$(CURDIR)" > $@

# Wheels only: a release without one would run its set-up script and fetch what no pin names.
.venv/run.stamp: requirements/run.txt .venv/made.stamp
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/run.txt
	@touch $@

# dev.txt holds all of run.txt, so that neither undoes the other.
.venv/dev.stamp: requirements/dev.txt .venv/made.stamp
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

# Comes after one of the two above, which brings setuptools; nothing is fetched here.
.venv/project.stamp: pyproject.toml .venv/made.stamp
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

# Everything a newcomer needs; `make help` lists it. Paths are relative, so a checkout may live in a path with spaces.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test accept kills lint bench bench-full backup restore fonts messages browser stop

PYTHON := .venv/bin/python
SERVICES := $(PYTHON) -m config.embedded
# The tests have a home of their own inside the home: they never touch the demo's data.
TEST_HOME = $${LIMPID_HOME:-.limpid}/test
WITH_TEST_SERVICES = $(SERVICES) --home "$(TEST_HOME)" --fast run --
PYTEST := .venv/bin/pytest
# More arguments for pytest: make test ARGS="tests/portfolios -x"
ARGS :=

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## bring the checkout up to date: uv, Python 3.13, packages, libraries (every target does it)
	@tools/setup

messages: setup
	@$(PYTHON) tools/compile_messages.py

fonts: setup ## cut the fonts of pages and papers, once
	@$(SERVICES) run -- $(PYTHON) manage.py build_fonts

demo: messages ## both firms on real market prices, in the foreground; Ctrl-C ends it
	@exec env LIMPID_DEMO=1 $(SERVICES) run -- $(PYTHON) manage.py demo

demo-reset: setup ## delete the demo's data, so that the next demo begins anew
	@$(SERVICES) reset

test: messages ## every test but the acceptance checks, in parallel
	@$(WITH_TEST_SERVICES) $(PYTEST) -n 2 -m "not accept and not kills" $(ARGS)

accept: messages browser ## what Limpid must show, as far as a machine can check it
	@$(WITH_TEST_SERVICES) $(PYTEST) -m "accept or kills" $(ARGS)

kills: messages ## nights under kills of worker, Valkey and PostgreSQL (long)
	@$(WITH_TEST_SERVICES) $(PYTEST) -m kills $(ARGS)

browser: setup
	@tools/setup browser

lint: setup ## style, types, import contracts, Django's own checks, migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict .
	.venv/bin/lint-imports
	$(WITH_TEST_SERVICES) $(PYTHON) manage.py check
	$(WITH_TEST_SERVICES) $(PYTHON) manage.py makemigrations --check --dry-run

bench: messages ## the measurements the README quotes, at a size that takes minutes
	@tools/setup bench
	@$(WITH_TEST_SERVICES) $(PYTHON) -m bench

bench-full: messages ## the same measurements at full size
	@tools/setup bench
	@$(WITH_TEST_SERVICES) $(PYTHON) -m bench --full

backup: setup ## database and files into backups/, with a manifest; BACKUP=directory chooses the place
	@$(SERVICES) run -- $(PYTHON) -m config.backup create $(if $(BACKUP),--to "$(BACKUP)")

restore: setup ## BACKUP=directory: into an empty database and media folder, nothing is overwritten
	@$(SERVICES) run -- $(PYTHON) -m config.backup restore --from "$(BACKUP)"

stop: ## stop the embedded services of the demo and of the tests
	@$(SERVICES) stop
	@$(SERVICES) --home "$(TEST_HOME)" stop

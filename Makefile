# Everything that people and CI do here. Needs Python 3.11, 3.12 or 3.13, make and git; it brings the rest itself.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

UV := .rettidig-tools/bin/uv
BIN := .venv/bin
READY := .venv/.ready
TESTABLE := .venv/.testable
PAGES := alerts/pages/assets-src

.PHONY: help setup demo test check browser broker bench compiled compiled-test soak format docs lock lock-kafka clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Bring uv, the locked packages, the pages' assets, and Apache Kafka's jars

demo: $(READY) ## Load and play an invented Denmark on this machine: Kafka, alerts, inbox, figures
	$(BIN)/rettidig demo

test: check browser broker ## Run every check and every test

check: $(TESTABLE) ## Format, lint, types, imports and all tests that need no broker and no browser (under a minute)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/pytest -q -n 2 -m "not broker and not browser"

browser: $(TESTABLE) ## Live with the pages in a real Chromium; screenshots go to build/screenshots
	$(BIN)/pytest -q -n 2 -m "browser and not broker" --durations=5

broker: $(TESTABLE) ## Run the tests on a real Kafka and Redis, which they start themselves
	$(BIN)/pytest -q -m broker --durations=5

bench: $(READY) ## Measure speed; nothing here passes or fails
	$(BIN)/python -m tests.bench

compiled: $(TESTABLE) ## Compile the law to C (needs a C compiler); RETTIDIG_COMPILED=1 then runs it
	$(BIN)/python -m deploy.compiled.build

compiled-test: ## Run the law's tests on the compiled law
	RETTIDIG_COMPILED=1 $(BIN)/pytest -q -n 2 -p deploy.compiled.plugin tests/rules tests/alerts tests/scenarios tests/twins tests/streams/citizen tests/streams/intake tests/streams/test_replay.py -m "not broker and not browser"

soak: $(READY) ## Draw mishaps for half an hour on one node and three, and compare with the replay
	$(BIN)/python -m tests.soak
	$(BIN)/python -m tests.soak.sharing

format: $(READY) ## Put the code into its form and mend what can be mended
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

docs: $(READY) ## Write the pages of docs/ that come from the code
	$(BIN)/python -m deploy.docs.settings_page
	$(BIN)/python -m deploy.docs.metrics_page
	$(BIN)/python -m deploy.docs.operations_page
	$(BIN)/python -m deploy.grafana.writing
	$(BIN)/python -m deploy.docs.rulebook_page

lock: $(UV) ## Choose the newest versions that pyproject.toml allows, and lock them
	$(UV) lock --upgrade

lock-kafka: $(READY) ## Write the list of Kafka's jars and checksums anew, after a change of its version
	$(BIN)/python -m deploy.stack.jars_lock

clean: ## Remove packages, tools and caches; the data in .rettidig/ and the downloads stay
	rm -rf alerts/pages/assets $(PAGES)/node_modules .venv .rettidig-tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find rules alerts streams deploy tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV): deploy/setup.sh
	bash deploy/setup.sh tools

$(READY): deploy/setup.sh pyproject.toml uv.lock deploy/stack/kafka-jars.lock $(wildcard $(PAGES)/*.* $(PAGES)/css/* $(PAGES)/js/* $(PAGES)/img/*)
	bash deploy/setup.sh tools packages pages kafka
	touch $@

$(TESTABLE): $(READY)
	bash deploy/setup.sh browser prometheus
	touch $@

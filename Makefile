# Logic lives in scripts/; each target is one call.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run test bench lint fmt lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  HOST, PORT, DATABASE_URL, SECRET_KEY, PUBLIC_URL, WORKERS are read from the environment."

setup: ## Make .venv, browser files and font from the locked requirements
	@bash scripts/setup.sh

run: setup ## Serve the demo at http://127.0.0.1:8000 (EVERNORMAL_DEMO=0: no demo)
	@bash scripts/run.sh

test: ## Run all tests on SQLite, PostgreSQL and Chromium (ARGS="-k word" chooses)
	@bash scripts/setup.sh --dev
	@bash scripts/test.sh $(ARGS)

bench: ## Measure speed and memory (ARGS goes to python -m bench)
	@bash scripts/setup.sh --dev
	@.venv/bin/python -m bench $(ARGS)

lint: ## Check style and house rules
	@bash scripts/setup.sh --dev
	@bash scripts/lint.sh

fmt: ## Format the Python files
	@bash scripts/setup.sh --dev
	@.venv/bin/python -m ruff check --fix-only --quiet .
	@.venv/bin/python -m ruff format .

lock: ## Resolve requirements*.in afresh and write the exact versions
	@bash scripts/lock.sh

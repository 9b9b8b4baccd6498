# What a person or a machine does with a clone. Needs Python 3.11+, git and make.

PYTHON ?= python3
PORT ?= 8000
PLANNING_DATA ?= ../shared/data/planning
BIN := .venv/bin

.PHONY: help install run test test-long bench validate-planning style lock

help:
	@echo "make install     make .venv from the lock files"
	@echo "make run         install, load the demo on first run, serve on http://localhost:$(PORT) (PORT=8765 for another port)"
	@echo "make test        every test but the long ones (docs/testing.md)"
	@echo "make test-long   the tests that soak and repeat"
	@echo "make bench       measure what docs/performance.md claims"
	@echo "make validate-planning  hold the planning engine against published figures (PLANNING_DATA=folder)"
	@echo "make style       sizes, ruff, mypy, import-linter"
	@echo "make lock        resolve the dependencies of pyproject.toml into requirements/*.lock"

install:
	@$(PYTHON) scripts/bootstrap.py run

run: install
	@exec $(BIN)/meetpoint serve --port $(PORT) --demo

test:
	@$(PYTHON) scripts/bootstrap.py dev
	@$(BIN)/python scripts/test.py

test-long:
	@$(PYTHON) scripts/bootstrap.py dev
	@$(BIN)/python scripts/test.py --long

bench:
	@$(PYTHON) scripts/bootstrap.py dev
	@$(BIN)/python -m benchmarks

validate-planning:
	@$(PYTHON) scripts/bootstrap.py dev
	@$(BIN)/python -m meetpoint.planning.validation $(PLANNING_DATA) docs/algorithms/planning-validation.md

style:
	@$(PYTHON) scripts/bootstrap.py dev
	@$(BIN)/python scripts/style.py

# The lock files name versions and hashes, never an address, so that any index may serve them (docs/decisions/0001).
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python $(BIN)/python
lock:
	@$(PYTHON) scripts/bootstrap.py dev
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.lock
	$(COMPILE) pyproject.toml -o requirements/run.lock
	$(COMPILE) --group dev pyproject.toml -c requirements/run.lock -o requirements/dev.lock

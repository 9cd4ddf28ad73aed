# Daily life: make run, make test. Everything else is a part of these two.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?=

# what `make fast` runs: what needs neither a server of ours nor weights
FAST := tests/chains tests/knowledge/language tests/knowledge/text $(wildcard tests/tools/test_sql_*.py)

.PHONY: setup weights run test fast lint types unit bench eval lock clean

setup: $(VENV)/.installed weights

# torch goes first and by its exact pin, so that pip takes the CPU build wherever one is offered
$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "$$(grep '^pip==' constraints.txt)"
	$(BIN)/python -m pip install --quiet "$$(grep '^torch==' constraints.txt)"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,postgresql,mysql]'
	touch $@

weights: $(VENV)/.installed
	$(BIN)/sancha models pull --bundled

run: setup
	$(BIN)/sancha up

test: setup lint types unit

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.installed
	$(BIN)/mypy

unit: setup
	$(BIN)/pytest

fast: $(VENV)/.installed
	$(BIN)/pytest -m 'not slow' $(FAST)

# quality on real data: make eval TASK=retrieval DATA=/path/to/sets
eval: setup
	$(BIN)/python -m tests.evals $(TASK) --data $(DATA) --json

bench: setup
	$(BIN)/python -m tests.bench

# after a change of pyproject.toml: resolve afresh (with the oldest Python that is supported) and write down what came
lock:
	rm -rf .lock-venv && $(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet --upgrade pip
	.lock-venv/bin/python -m pip install --quiet "$$(grep '^torch==' constraints.txt)"
	.lock-venv/bin/python -m pip install --quiet '.[dev,postgresql,mysql]'
	.lock-venv/bin/python -m pip freeze --all --exclude sancha | sed 's/+cpu//' | grep -viE '^(nvidia|triton|cuda)' > constraints.txt
	rm -rf .lock-venv

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache build *.egg-info

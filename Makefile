# Two commands for a newcomer: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1

.PHONY: demo test lint check bench gallery clean

$(VENV)/.installed: setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

demo: $(VENV)/.installed  ## migrate, make keys, import, issue, print a link with its QR code, serve
	$(BIN)/certsvc demo $(if $(filter 0,$(SERVE)),--no-serve)

test: lint  ## everything that CI runs
	$(BIN)/pytest -n 2

lint: $(VENV)/.installed  ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed  ## the figures of the README, measured here
	$(BIN)/python -m tests.benchmarks $(BENCH)

gallery: $(VENV)/.installed  ## every template in every language, as pictures to look at: var/gallery/index.html
	$(BIN)/python -m tests.gallery

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info

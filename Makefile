# Everything starts here: `make` alone prints what there is.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/installed

.DEFAULT_GOAL := help
.PHONY: help run test check types style bench chaos clean pins

help: ## print this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## the whole system on this machine, until Ctrl-C
	@$(BIN)/python -m lab run

test: $(READY) ## all tests, on real Postgres, Valkey and Kafka
	@$(BIN)/python -m lab fetch
	@$(if $(ARGS),$(BIN)/python -m pytest $(ARGS),$(BIN)/python -m lab cms test && $(BIN)/python -m pytest -n 3 $(STREAMS) -m "not e2e" && $(BIN)/python -m pytest -n 2 $(STREAMS) -m e2e $(WHOLE))

# A file stays with one worker, which makes its database and its app once; tests/streams.py has the rest.
STREAMS := --dist loadscope --no-loadscope-reorder

# Whole systems, those of chaos first; tests/test_make.py sees to it that no test of one is elsewhere.
WHOLE := tests/lab_chaos tests/e2e

check: $(READY) ## style, types and layers, in seconds
	@$(MAKE) --no-print-directory -j 2 types style

types: $(READY)
	$(BIN)/mypy

style: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	@$(BIN)/python -m lab cms check

bench: $(READY) ## measure; ARGS="--help" lists what
	@$(BIN)/python -m lab bench $(ARGS)

chaos: $(READY) ## break things while players play, and count what was lost; ARGS="--help"
	@$(BIN)/python -m lab chaos $(ARGS)

clean: ## stop everything and remove all that was made, data included
	@if [ -e $(READY) ] && [ -d .lab ]; then $(BIN)/python -m lab down; fi
	rm -rf admin-ui/node_modules admin-ui/dist admin-ui/dist.making admin-ui/dist.old
	rm -rf .lab .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

pins: $(READY) ## pin the newest versions that requirements*.in allow
	$(BIN)/pip-compile --quiet --upgrade $(COMPILE) --output-file=requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --upgrade $(COMPILE) --output-file=requirements-dev.txt requirements-dev.in
	$(BIN)/pip-compile --quiet --upgrade $(COMPILE) --output-file=tests/lab_partners/sdks.txt tests/lab_partners/sdks.in

COMPILE := --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

$(READY): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON=... names it")'
	@echo "installing packages into .venv (once)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

# Few verbs, the same for people and CI. `make run` and `make test` need only Python 3.11+ and make.
# Works with GNU make 3.81 (macOS) and later, also with -j.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WITH_BIN := PATH="$(CURDIR)/$(BIN):$$PATH"
# Vite asks for these versions of Node.
NODE_FITS := const [a, b] = process.versions.node.split(".").map(Number); \
             process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' \
              -not -path '*/test/*' 2>/dev/null)
# Where a Python was upgraded or removed, the environment is made anew.
FRESH := $(shell $(BIN)/python -c '' 2>/dev/null || rm -f $(VENV)/.stamp-*)

.DEFAULT_GOAL := help
.PHONY: help run test check check-code check-types check-page check-docs bench pictures bless types lock

help: ## Show the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.stamp-run frontend/dist/.stamp ## Run the whole twin; ARGS="--area … --port … --no-simulator"
	@exec $(BIN)/twin run --stop-with $$PPID $(ARGS)

# A process more than cores, at most four; each has a database and a broker of its own (tests/conftest.py).
test: $(VENV)/.stamp-loops $(VENV)/.stamp-browser frontend/dist/.stamp ## Run all tests; ARGS="tests/cli -k … -n 0"
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

# The parts need nothing of each other: `make -j2 check` takes half the time.
check: check-types check-page check-code check-docs ## Check format, lint, types, import contract, front end and docs

check-code: $(VENV)/.stamp-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

check-types: $(VENV)/.stamp-dev
	$(BIN)/mypy

check-page: frontend/node_modules/.stamp
	cd frontend && $(WITH_BIN) npm run --silent check
	cd frontend && $(WITH_BIN) npm run --silent test

check-docs: $(VENV)/.stamp-dev
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_docs.py

bench: $(VENV)/.stamp-dev frontend/dist/.stamp ## Run the benchmarks, or one: NAME=ingest
	@$(BIN)/python -m benchmarks.run $(NAME)

pictures: $(VENV)/.stamp-dev $(VENV)/.stamp-browser frontend/dist/.stamp ## Take the pictures of the tours in docs/ anew
	@$(BIN)/python -m tests.make_pictures

bless: $(VENV)/.stamp-dev $(VENV)/.stamp-browser frontend/dist/.stamp ## Keep the pictures of pages as they are now; look at them before you commit
	@$(BIN)/python -m pytest -q tests/browser/test_pictures.py --bless $(ARGS)
	@git status --short tests/pictures

types: $(VENV)/.stamp-dev frontend/node_modules/.stamp ## Write docs/openapi.json and the front end's types anew
	@$(BIN)/python -m twin.api.openapi > docs/openapi.json.new
	@mv docs/openapi.json.new docs/openapi.json
	@cd frontend && $(WITH_BIN) npm run --silent generate

# Hashes of every file on every platform; no index address, so that it works with any mirror.
LOCK := --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
lock: $(VENV)/.stamp-uv ## Lock the Python dependencies anew from pyproject.toml
	@uv="$$(command -v uv || echo $(VENV)/uv/bin/uv)" && \
	  "$$uv" pip compile $(LOCK) pyproject.toml --group install --output-file requirements/run.txt && \
	  "$$uv" pip compile $(LOCK) pyproject.toml --group dev --output-file requirements/dev.txt && \
	  "$$uv" pip compile $(LOCK) --group node --output-file requirements/node.txt

# One after the other, since they write into the same environment: made → run → node → dev → browser.

$(VENV)/.stamp-made:
	@python= ; \
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    python=$$candidate; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "error: no Python 3.11 or later is here" >&2; \
	  echo "hint: install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "error: '$$python' cannot make environments: its module 'venv' or 'ensurepip' is missing" >&2; \
	  echo "hint: on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	fi; \
	echo "making $(VENV) with $$($$python --version)" >&2; \
	$$python -m venv $(VENV)
	@touch $@

$(VENV)/.stamp-run: requirements/run.txt pyproject.toml | $(VENV)/.stamp-made
	@echo "installing Python packages (the first time takes a minute)" >&2
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.stamp-node: requirements/node.txt | $(VENV)/.stamp-run
	@if ! { $(WITH_BIN) node -e '$(NODE_FITS)' && $(WITH_BIN) npm --version; } >/dev/null 2>&1; then \
	  echo "installing Node from the Python package index, since this machine has no Node 20.19 or later" >&2; \
	  $(PIP) install --require-hashes -r requirements/node.txt; \
	fi
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.txt pyproject.toml | $(VENV)/.stamp-node
	@echo "installing the tools for tests and checks" >&2
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.stamp-loops: $(VENV)/.stamp-dev $(shell find twin/sim twin/model -name '*.py' 2>/dev/null)
	@echo "compiling the loops that compute (a minute, once for each version)" >&2
	@$(BIN)/python -m tests.compile_loops
	@touch $@

$(VENV)/.stamp-browser: | $(VENV)/.stamp-dev
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get; then \
	  echo "installing Chromium with apt-get" >&2; \
	  { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium; } >&2; \
	else \
	  echo "installing Chromium with Playwright" >&2; \
	  $(BIN)/playwright install chromium >&2; \
	fi >/dev/null && touch $@ || \
	  echo "no browser could be installed: the tests that need one are skipped" >&2

$(VENV)/.stamp-uv: | $(VENV)/.stamp-made
	@command -v uv >/dev/null || { \
	  $(BIN)/python -m venv $(VENV)/uv && \
	  $(VENV)/uv/bin/python -m pip --disable-pip-version-check --quiet install uv; }
	@touch $@

frontend/node_modules/.stamp: frontend/package-lock.json | $(VENV)/.stamp-node
	@echo "installing the front end's packages" >&2
	@cd frontend && $(WITH_BIN) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/.stamp: frontend/node_modules/.stamp $(FRONTEND)
	@echo "building the front end" >&2
	@cd frontend && $(WITH_BIN) npm run --silent build >&2
	@touch $@

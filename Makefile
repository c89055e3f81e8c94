# Two commands: `make run` brings up the product, `make test` proves it.
# Both need only Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export FLASK_APP := wsgi

PO := $(wildcard app/translations/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= $(shell $(PYTHON) -c "import os; print(os.cpu_count() or 2)")

.PHONY: run test bench catalogs requirements messages lint types screenshots clean

run: $(VENV)/ready catalogs
	@$(BIN)/flask prepare
	@echo "Qosdiplom is at http://$(HOST):$(PORT)/  (stop with Ctrl+C)"
	@DEMO=$$($(BIN)/flask seed is-demo) HOST=$(HOST) PORT=$(PORT) $(BIN)/gunicorn \
		--workers $(WORKERS) --bind $(HOST):$(PORT) --preload --log-level warning wsgi:app

test: $(VENV)/ready-dev catalogs
	@$(BIN)/ruff format --check app bench migrations seed tests config.py wsgi.py
	@$(BIN)/ruff check app bench migrations seed tests config.py wsgi.py
	@$(BIN)/mypy app seed config.py wsgi.py
	@$(BIN)/pytest -n auto --dist loadgroup

$(VENV)/ready: requirements.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get install -y -qq python3-venv; } || \
		{ echo "Python's venv is missing. Run: sudo apt-get install python3-venv"; exit 1; }
	@[ -x $(BIN)/pip ] || { echo "Preparing the environment; this takes a minute once."; \
		$(PYTHON) -m venv $(VENV); }
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

catalogs: $(MO)

%.mo: %.po | $(VENV)/ready
	@$(BIN)/pybabel --quiet compile --statistics -i $< -o $@ >/dev/null

messages: | $(VENV)/ready
	@$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -k lazy_ngettext:1,2 --no-location --sort-output \
		--omit-header -o app/translations/messages.pot app
	@for language in kk ru en; do $(BIN)/pybabel --quiet update --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date -i app/translations/messages.pot -d app/translations -l $$language; done

requirements: | $(VENV)/ready-dev
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 \
		--no-annotate --no-header requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 \
		--no-annotate --no-header requirements-dev.in -o requirements-dev.txt

bench: $(VENV)/ready catalogs bench/.venv/ready
	@$(BIN)/python bench/run.py

bench/.venv/ready: bench/requirements.txt
	@$(PYTHON) -m venv bench/.venv
	@bench/.venv/bin/pip install --quiet -r bench/requirements.txt
	@touch $@

screenshots: $(VENV)/ready-dev catalogs
	@$(BIN)/python -m tests.browser.screenshots

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

# gesso. `make run` and `make test` need Python 3.11 or newer and nothing else.
# The lists name everything by hash, so pip is told not to look for more (`--no-deps`): an old pip would otherwise take
# a newer release for a requirement with extras, and refuse it for want of a hash.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# One more than CI has cores: tests wait now and then. `make test WORKERS=8` where there are more.
WORKERS ?= 3
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
ORDINARY := not slow and not browser and not embedded

.PHONY: run test dev check lint prove client clean lock lab-demo
.DEFAULT_GOAL := run

run: $(VENV)/.run $(VENV)/.code client  ## Set up what is needed and serve at http://localhost:8787
	@$(BIN)/python -m gesso serve

dev: $(VENV)/.dev $(VENV)/.code client  ## Serve with reload on changes of the Python code
	@$(BIN)/python -m gesso dev

test: $(VENV)/.dev $(VENV)/.code client $(VENV)/.system  ## Set up and run the whole ordinary suite
	@echo "gesso: Python tests"
	@$(PYTEST) -m "$(ORDINARY)" --durations 12
	@echo "gesso: client tests"
	@$(BIN)/python build_client.py test

check: $(VENV)/.dev client  ## Format, types, floors, wire drift, fast tests
	@$(MAKE) -s lint
	@$(PYTEST) -m "$(ORDINARY) and not postgres"

lint: $(VENV)/.dev $(VENV)/.tried client
	@echo "gesso: format, types, wire"
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/python build_client.py check

prove: $(VENV)/.dev $(VENV)/.code $(VENV)/.tried client $(VENV)/.system lint  ## What takes longer: browser, real model, long property tests, faults
	@echo "gesso: Lighthouse, alone because it measures"
	@$(BIN)/python -m pytest tests/browser/test_lighthouse.py
	@echo "gesso: what takes longer: browser, real model, long property tests, faults"
	@$(PYTEST) -m "slow or browser or embedded" --ignore tests/browser/test_lighthouse.py --durations 25

lab-demo: $(VENV)/.train  ## Measure, train, judge and report one behaviour, in a quarter of an hour on two quiet cores
	@$(BIN)/python -m gesso lab demo --out lab-demo

# What tests and checks need of the client's packages is fetched together with what builds it, not after it.
test check lint prove: PACKAGES := all

client: $(VENV)/.build  ## Build the web client when its sources changed
	@$(BIN)/python build_client.py build $(PACKAGES)

$(VENV)/.made:
	@echo "gesso: making a virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("gesso needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt scripts/launcher.sh
	@echo "gesso: installing what it runs on"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/run.txt
	@sh scripts/launcher.sh $(BIN)
	@touch $@

$(VENV)/.build: $(VENV)/.made requirements/build.txt
	@echo "gesso: installing what builds the client (Node comes as a wheel)"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "gesso: installing what tests it"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

# Where there is no build of these for this machine, code runs without them, and what needs them is skipped.
$(VENV)/.code: $(VENV)/.run requirements/code.txt
	@echo "gesso: installing what code in a page can use: numpy, pandas, matplotlib"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/code.txt || echo "gesso: they could not be installed; code runs without tables and plots"
	@touch $@

$(VENV)/.train: $(VENV)/.run requirements/train.txt
	@echo "gesso: installing what trains"
	@$(BIN)/python -m pip install -q -r requirements/train.txt
	@touch $@

$(VENV)/.trl: $(VENV)/.train requirements/trl.txt
	@echo "gesso: installing TRL"
	@$(BIN)/python -m pip install -q -r requirements/trl.txt
	@touch $@

# Tests of training are skipped, with this as the reason, where there is no torch for this machine.
$(VENV)/.tried: $(VENV)/.dev requirements/train.txt requirements/trl.txt
	@$(MAKE) -s $(VENV)/.trl || echo "gesso: what trains could not be installed; its tests will be skipped"
	@touch $@

$(VENV)/.system: $(VENV)/.dev scripts/system.sh
	@sh scripts/system.sh $(BIN)
	@touch $@

lock:  ## Pin every requirement again, by hash and without naming where from
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra postgres pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra postgres --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra code -c requirements/run.txt -c requirements/dev.txt -c requirements/train.txt pyproject.toml -o requirements/code.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/build.in -o requirements/build.txt

clean:  ## Remove what was installed and built (never your data)
	rm -rf $(VENV) web/node_modules gesso/web

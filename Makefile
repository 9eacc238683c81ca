# Everything a developer does. Each target sets up what it needs; PYTHON names the interpreter (3.11 or newer).
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-
SHARED ?= ../shared

.DEFAULT_GOAL := help
.PHONY: help demo demopage reportpage test lint types pytest browser bench quality scale chaos fuzz stress docs clean

help: ## Show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(STAMP)demo ## Run the main job on real data with the embedded engine
	$(RUN)/python examples/demo.py

test: lint types pytest docs ## Check style, types and layers, run all tests, build the documentation

lint: $(STAMP)dev ## Check style, prose, layers and that generated files are fresh
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/lint-imports
	$(RUN)/python -m tools.floors --check
	$(RUN)/python -m tools.codegen --check
	$(RUN)/python -m tools.public_names --check
	$(RUN)/python -m tools.prose

types: $(STAMP)dev ## Check types with mypy and pyright
	$(RUN)/mypy
	$(RUN)/pyright

pytest: $(STAMP)dev browser ## Run all tests
	$(RUN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

browser: ## Install Chromium for the test of the report, where it is missing and apt can
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || ! command -v apt-get >/dev/null || \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; } || \
	echo 'Chromium could not be installed; the test of the report will say so.'

bench: $(STAMP)dev ## Measure the budgets and rewrite docs/benchmarks.md
	$(RUN)/python -m benchmarks.client
	$(RUN)/python -m benchmarks.engine

quality: $(STAMP)quality ## Measure detection on the public data sets in SHARED; rewrites docs/detection/quality.md
	$(RUN)/python -m benchmarks.quality --shared $(SHARED)

scale: $(STAMP)quality ## Measure a year of 300 sensors, a fleet and inference; rewrites docs/detection/scaling.md
	$(RUN)/python -m benchmarks.scale

chaos: $(STAMP)dev ## Kill an engine 200 times; rewrites its figures in docs/reliability.md
	$(RUN)/python -m tests.reliability.chaos --kills 200 --write

fuzz: $(STAMP)dev ## Send an engine 55,000 bad requests; rewrites its figures in docs/reliability.md
	$(RUN)/python -m tests.reliability.fuzz --requests 50000 --distant 5000 --write

stress: $(STAMP)dev ## Call a server with 32 clients for two minutes; rewrites its figures in docs/reliability.md
	$(RUN)/python -m tests.reliability.stress --clients 32 --seconds 120 --write

docs: $(STAMP)dev ## Build the documentation
	NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --strict --quiet

demopage: $(STAMP)dev ## Rewrite the demo's page in the documentation by running it
	mkdir -p docs/demo
	$(RUN)/python examples/demo.py --out docs/demo > docs/demo/report.txt

reportpage: $(STAMP)dev browser ## Rewrite the pictures of a report in the documentation
	$(RUN)/python -m tests.browser.picture docs/guides/report.png docs/scores.png

clean: ## Remove what was set up
	rm -rf $(VENV) site dist out

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(STAMP)demo: $(VENV)/bin/python pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[local,cli,plot]'
	@touch $@

$(STAMP)quality: $(VENV)/bin/python pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[local,pandas]' --group quality
	@touch $@

$(STAMP)dev: $(VENV)/bin/python pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[local,cli,plot,pandas]' --group dev
	@touch $@ $(STAMP)demo

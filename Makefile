# Everything a developer does. Each target sets up what it needs; PYTHON names the interpreter (3.11 or newer).
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-

.DEFAULT_GOAL := help
.PHONY: help demo demopage test lint types pytest bench docs clean

help: ## Show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(STAMP)demo ## Run the main job on real data with the embedded engine
	$(RUN)/python examples/demo.py

test: lint types pytest docs ## Check style, types and layers, run all tests, build the documentation

lint: $(STAMP)dev ## Check style, layers and that generated files are fresh
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/lint-imports
	$(RUN)/python -m tools.codegen --check

types: $(STAMP)dev ## Check types with mypy and pyright
	$(RUN)/mypy
	$(RUN)/pyright

pytest: $(STAMP)dev ## Run all tests
	$(RUN)/pytest -n 2 --dist loadfile

bench: $(STAMP)dev ## Measure the budgets and rewrite docs/benchmarks.md
	$(RUN)/python -m benchmarks.client

docs: $(STAMP)dev ## Build the documentation
	NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --strict --quiet

demopage: $(STAMP)dev ## Rewrite the demo's page in the documentation by running it
	mkdir -p docs/demo
	$(RUN)/python examples/demo.py --out docs/demo > docs/demo/report.txt

clean: ## Remove what was set up
	rm -rf $(VENV) site dist out

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(STAMP)demo: $(VENV)/bin/python pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[local,plot]'
	@touch $@

$(STAMP)dev: $(VENV)/bin/python pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[local,plot,pandas]' --group dev
	@touch $@ $(STAMP)demo

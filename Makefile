# Each target makes .venv and installs what it needs by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Digests of real commits and pinned versions look like secrets and are none.
NO_SECRETS := 'tests/golden|tests/devstats/differences|constraints.txt'
# Licences that would bind those who run duckstats as a service.
REFUSED := AGPL-3.0;AGPL-3.0-only;AGPL-3.0-or-later;GNU Affero General Public License v3;SSPL-1.0

.PHONY: demo run test crawl lint bench golden docs clean

demo: $(STAMP)  ## sample data, offline, then the dashboards at http://localhost:8501
	$(BIN)/duckstats demo

run: $(STAMP)  ## the last 24 hours of GH Archive for all projects, then the dashboards
	$(BIN)/duckstats run

test: $(STAMP)  ## all tests, two files side by side
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

crawl: $(STAMP)  ## every page in Chromium, three widths, light and dark: screenshots and report in artefacts/crawl
	test -e artefacts/world/demo/current || $(BIN)/duckstats --data-dir artefacts/world demo --no-serve
	$(BIN)/python -m tests.crawl --data-dir artefacts/world/demo

lint: $(STAMP)  ## style, types of imports, registry
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/duckstats projects check
	$(BIN)/duckstats people check
	git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --exclude-files $(NO_SECRETS)
	@mkdir -p artefacts
	$(BIN)/pip-licenses --python=$(BIN)/python --order=license --fail-on="$(REFUSED)" --output-file=artefacts/licences.txt

bench: $(STAMP)  ## speed and memory as ratios
	$(BIN)/python -m benchmarks

golden: $(STAMP)  ## write the expected answers anew; read the diff before committing it
	$(BIN)/python -m tests.golden

docs: $(STAMP)  ## write the generated pages of docs/ anew
	$(BIN)/duckstats metrics --docs > docs/metrics.md
	$(BIN)/python -m dashboards.parity > docs/devstats-parity.md
	rm -rf artefacts/docs
	$(BIN)/duckstats --data-dir artefacts/docs demo --days 7 --no-serve
	$(BIN)/duckstats --data-dir artefacts/docs/demo schema --docs > docs/schema.md

clean:  ## the environment and caches; data/ stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis *.egg-info artefacts

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

# Everything the project is asked to do. `make` alone lists it.
PYTHON ?= python3
IN_VENV := .venv/bin/python
export PYTHONDONTWRITEBYTECODE := $(if $(CI),1,)

.DEFAULT_GOAL := help
.PHONY: help run dev test coverage mutation bench faults observatory roles diagram lint format lock audit sbom runtime tools

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

run: runtime ## start the site: database, pages, web server and worker (Ctrl-C stops everything)
	@$(IN_VENV) manage.py run_site --end-with-parent

dev: runtime ## the same with DEBUG and autoreload, for working on the code
	@env DEBUG=true $(IN_VENV) manage.py run_site --end-with-parent --autoreload

test: tools ## run the whole suite (on PostgreSQL when DATABASE_URL says so; ARGS="-k words" picks)
	@$(IN_VENV) -m pytest $(ARGS)

coverage: tools ## tell which lines and branches of consultations/ no test reaches; at least 95 % must be reached
	@$(IN_VENV) -m coverage run -m pytest -q tests/consultations $(ARGS)
	@$(IN_VENV) -m coverage report --include='consultations/*' --fail-under=95

mutation: tools ## change the code of encryption, photos and private links, and count what no test notices (20 minutes)
	@rm -rf mutants
	@ulimit -v 4194304; $(IN_VENV) -m mutmut run --max-children 1  # KB; a changed sum may ask for all memory there is
	@$(IN_VENV) .ci/mutation_score.py

bench: tools ## measure what editing, photos, searching, the list of requests and signing in cost, on sites of their own
	@$(IN_VENV) bench/editing.py
	@$(IN_VENV) bench/many_pages.py
	@$(IN_VENV) bench/photos.py
	@$(IN_VENV) bench/search.py
	@$(IN_VENV) bench/inbox.py 20000
	@$(IN_VENV) bench/sign_in_times.py

faults: tools ## send requests while the site is killed, locked, or without room on the disk
	@$(IN_VENV) bench/faults.py $(ARGS)

observatory: tools ## ask the MDN HTTP Observatory about the site as it runs (node and npm must be there; ARGS=FOLDER keeps it)
	@$(IN_VENV) bench/observatory.py $(ARGS)

roles: runtime ## write the table of who may do what into README.md, as the code has it
	@$(IN_VENV) manage.py draw_roles

diagram: runtime ## draw the stages of a request into README.md, as the code has them
	@$(IN_VENV) manage.py draw_stages

lint: tools ## check style, imports, templates, migrations and the settings of a public site
	@.ci/lint

format: tools ## let the tools write what lint would complain about
	@$(IN_VENV) -m ruff check --fix --quiet .
	@$(IN_VENV) -m ruff format --quiet .
	@find templates -name '*.html' -print0 | xargs -0 --no-run-if-empty .venv/bin/djade --target-version 5.2 || test $$? -eq 123  # it says 1 when it wrote something

lock: tools ## resolve requirements*.txt anew into the hashed locks
	@.ci/lock

audit: tools ## ask for known weaknesses of every locked package, where the advisories can be reached
	@$(IN_VENV) .ci/audit.py

sbom: tools ## write sbom.cdx.json, the bill of materials of a running site
	@$(IN_VENV) .ci/sbom.py sbom.cdx.json

runtime:
	@PYTHON=$(PYTHON) .ci/install requirements.lock

tools:
	@PYTHON=$(PYTHON) .ci/install requirements-dev.lock

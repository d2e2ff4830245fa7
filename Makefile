# The newsroom's verbs; `make` alone lists them. Options: PORT=8000  PYTHON=python3.12  ARGS="…" for test  FULL=1 for bench

PORT   ?= 8000
PYTHON ?= python3
JOBS   ?= auto
VENV   := .venv
BIN    := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

# The demo is SQLite under var/ whatever the machine's environment or .env say. It listens to this machine alone, so its gunicorn answers
# addresses of any length, as the site behind nginx does (docs/serving.md).
DEMO   := DATABASE_URL= MEDIA_ROOT= MEDIA_STORAGE= TASKS_URL= CACHE_URL= EMAIL_URL= ALLOWED_HOSTS= DEBUG=false SITE_URL=http://127.0.0.1:$(PORT)
PUBLIC := DATABASE_URL= ALLOWED_HOSTS= DEBUG=false SITE_URL=https://news.example.org

.DEFAULT_GOAL := help
.PHONY: help demo install run worker test lint words bench

help: ## list these verbs
	@sed -n 's/^\([a-z]*\):[^#]*## /make \1	/p' Makefile | expand -t 16

demo: install ## a newsroom with example articles on http://127.0.0.1:8000/ (PORT=8000); a second start keeps the data
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", int("$(PORT)")))' 2>/dev/null || \
	  { echo "Port $(PORT) is taken or is no port: name another, as in make demo PORT=8001" >&2; exit 1; }
	@$(DEMO) $(MANAGE) migrate --verbosity 0
	@$(DEMO) $(MANAGE) import_articles fixtures
	@$(DEMO) $(MANAGE) cache_images || true
	@$(DEMO) $(MANAGE) create_editor editor --role chief
	@$(DEMO) $(MANAGE) collectstatic --noinput --verbosity 0
	@echo "The site: http://127.0.0.1:$(PORT)/   the desk: http://127.0.0.1:$(PORT)/admin/   Ctrl-C stops it."
	@$(DEMO) sh -c '$(MANAGE) run_huey --quiet & worker=$$!; trap "kill $$worker 2>/dev/null" EXIT; trap "exit 130" INT TERM; \
	  $(BIN)/gunicorn newsroom.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --no-control-socket --limit-request-line 0 --log-level warning'

install: $(VENV)/installed ## .venv with what the newsroom runs on, and .env with a random SECRET_KEY
	@mkdir -p var/static
	@grep -qs '^SECRET_KEY=.' .env || (umask 077; $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' >> .env)

run: install ## the development server: DEBUG, restarts itself when code changes (PORT=8000)
	@DEBUG=true SITE_URL=http://127.0.0.1:$(PORT) $(MANAGE) migrate --verbosity 0
	@DEBUG=true SITE_URL=http://127.0.0.1:$(PORT) $(MANAGE) runserver 127.0.0.1:$(PORT)

worker: install ## what is done in the background: pictures are fetched, checked and shaped
	@DEBUG=true SITE_URL=http://127.0.0.1:$(PORT) $(MANAGE) run_huey

test: install $(VENV)/installed-dev ## the whole suite, on SQLite unless DATABASE_URL names a PostgreSQL (ARGS="-k words")
	@$(BIN)/python -c 'import sys; from tests.chromium import CHROMIUM; sys.exit(not CHROMIUM)' \
	  || echo "No Chromium was found: the browser tests are skipped. On Debian: apt-get install chromium"
	@$(BIN)/python -c 'import sys; from tests.nginx import NGINX; from tests.queue import REDIS; sys.exit(not (NGINX and REDIS))' \
	  || echo "No nginx or no Redis was found: their tests are skipped. On Debian: apt-get install nginx-light redis-server"
	$(BIN)/pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

lint: install $(VENV)/installed-dev ## style, types, missing migrations, the deployment check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	bash -n .ci/run
	$(PUBLIC) $(MANAGE) makemigrations --check --dry-run
	$(PUBLIC) $(MANAGE) check --deploy --fail-level WARNING

words: install $(VENV)/installed-dev ## what readers read, gathered into locale/*.po and compiled (needs gettext)
	$(MANAGE) makemessages --all --no-location --no-wrap --no-obsolete --ignore $(VENV) --ignore var --ignore tests --ignore bench \
	  --ignore 'articles/desk/*' --ignore 'templates/admin/*' --ignore 'templates/mail/*'
	$(BIN)/python -c 'import glob, polib; [polib.pofile(name).save_as_mofile(name[:-2] + "mo") for name in glob.glob("locale/*/*/*.po")]'

bench: install $(VENV)/installed-dev ## the numbers, each beside the machine's own floor (FULL=1: up to 100,000 articles, some 20 minutes)
	$(BIN)/python -m bench.run $(if $(FULL),--full)

# A stamp is newer than the list of packages that was last installed; an unchanged list costs nothing.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The newsroom needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: requirements.txt $(VENV)/made
	$(BIN)/pip install --quiet --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/pip install --quiet --requirement requirements-dev.txt
	@touch $@

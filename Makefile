# `make help` tells what there is. Everything lives in this folder (.venv, .state); as root the data is in /var/lib/crm.
PYTHON ?= python3
PY := .venv/bin/python
SIZE ?= s
FILE ?=
TESTS ?=
TEMPLATES = $(shell git ls-files '*.html')
# Where images forbid Python to keep what it has compiled, each process compiles 1700 modules again: twice the time to start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run stop reset backup restore test check format bench vendor lock

help:  ## Esta lista
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup:  ## Instala en .venv los paquetes con sus sumas (no arranca nada)
	@$(PYTHON) core/servers/setup.py --dev

run:  ## Pone todo en marcha: base de datos, web, tareas y reloj (HOST, PORT; Ctrl-C detiene)
	@$(PYTHON) core/servers/setup.py
	@exec $(PY) manage.py run

stop:  ## Detiene lo que quede en marcha de esta carpeta
	@$(PYTHON) core/servers/setup.py
	@$(PY) -m core.servers stop

reset: ## Borra los datos de esta carpeta y empieza de nuevo
	@$(PYTHON) core/servers/setup.py
	@$(PY) -m core.servers reset

backup: ## Copia la base de datos a un archivo (FILE=ruta; si no, en la carpeta de datos)
	@$(PYTHON) core/servers/setup.py
	@$(PY) -m core.servers backup $(FILE)

restore: ## Repone una copia en lugar de lo que hay (FILE=ruta)
	@$(PYTHON) core/servers/setup.py
	@$(PY) -m core.servers restore $(FILE)

test: setup  ## Todas las pruebas, con servidores propios que se tiran al final (TESTS="tests/core -k algo")
	@exec $(PY) -m core.servers.testing $(TESTS)

check: setup  ## Estilo, tipos, fronteras entre apps, migraciones, plantillas y ajustes de producción
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	@$(if $(TEMPLATES),.venv/bin/djade --check --target-version 5.2 $(TEMPLATES))
	$(PY) manage.py check_templates
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy (ajustes de producción)"
	@PRODUCTION=true SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  ALLOWED_HOSTS=crm.example.com DATABASE_URL=postgresql://nadie@127.0.0.1:1/ninguna REDIS_URL=redis://127.0.0.1:1/0 \
	  $(PY) manage.py check --deploy --fail-level WARNING

format: setup  ## Da el formato de la casa a Python y plantillas
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format .
	@.venv/bin/djade --target-version 5.2 $(TEMPLATES) || true

bench: setup  ## Mide y escribe líneas JSON (SIZE=s|m|l)
	@exec $(PY) manage.py bench --size $(SIZE)

vendor: setup  ## Trae de npm las bibliotecas de la interfaz y los íconos de static/img/icons.txt (se guardan en el repositorio)
	$(PY) manage.py vendor_assets

lock: setup  ## Vuelve a fijar los paquetes con sus sumas
	for list in setup "" dev; do \
	  name=requirements$${list:+-$$list}; \
	  .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --custom-compile-command "make lock" -o $$name.txt $$name.in || exit 1; \
	done

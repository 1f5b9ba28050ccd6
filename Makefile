# `make help` tells what there is.
PY := .venv/bin/python

.PHONY: help stop
help:  ## Esta lista
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

stop:  ## Detiene los servidores embebidos que haya dejado un comando
	@$(PY) -m core.servers stop

# The commands of the project; `make` alone lists them. GNU make 3.81 (macOS) or later runs them.

PYTHON ?= python3
OPTIONS ?=

PYTEST := -m pytest -n 3 --dist worksteal
PIP := -m pip install -qq --disable-pip-version-check --no-input --require-hashes --only-binary :all:
# `make test-all` runs the quick tests on each of these that is here: PATH has it as python3.12, or pyenv does.
VERSIONS := 3.11 3.12 3.13 3.14
# … and some tests run these programs of Debian: that of PostgreSQL, those for Firefox and WebKitGTK…
PROGRAMS := strace initdb nginx firefox-esr WebKitWebDriver Xvfb soffice

# A failed installation says so and leaves no stamp, so the next `make` starts it again.
FAILED := { printf '%s\n' "Échec de l’installation : lire le message ci-dessus, vérifier l’accès au réseau, relancer." >&2; exit 1; }

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run observatory pdf postgres test test-all bench torture check format screenshots pins clean browser FORCE $(PROGRAMS)

help: ## Afficher cette liste
	@printf 'Commandes :\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: .venv/run.stamp ## Lancer le catalogue (Ctrl+C pour l’arrêter)
	@exec .venv/bin/gunicorn -c gunicorn.conf.py wsgi:app

observatory: .venv/postgres.stamp ## Lancer un Observatoire de 200 organismes, inventés sauf un (Ctrl+C pour l’arrêter)
	@.venv/bin/python -m proof.tools.apt initdb
	@exec .venv/bin/python -m proof.observatory

pdf: .venv/pdf.stamp ## Ajouter le PDF aux documents à télécharger (90 Mo)

postgres: .venv/postgres.stamp ## Ajouter ce qu’il faut pour plusieurs organismes dans une base PostgreSQL

# Compiled modules are kept, whatever the environment says: every process of every test starts from them.
test test-all: export PYTHONDONTWRITEBYTECODE :=

test: check browser strace initdb ## Vérifier le code, puis lancer les tests, navigateur compris
	@.venv/bin/python $(PYTEST) -m "not long" $(OPTIONS)

test-all: check browser $(PROGRAMS) ## Vérifier le code, puis lancer tous les tests, et les courts sur d’autres Python
	@.venv/bin/python $(PYTEST) $(OPTIONS)
	@$(MAKE) --no-print-directory $(VERSIONS:%=test-on-%)

test-on-%: FORCE
	@if [ "$$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = $* ]; then exit; fi; \
	if ! PYENV_VERSION=$* python$* -c 'import ensurepip, venv' 2>/dev/null; then \
		printf '%s\n' "Python $* : absent (ou sans venv), les tests n’y sont pas lancés."; exit; fi; \
	printf '%s\n' "Python $* : les tests courts…"; \
	.venv/python$*/bin/python -c '' 2>/dev/null || rm -rf .venv/python$*; \
	$(MAKE) --no-print-directory .venv/python$*/dev.stamp && \
	.venv/python$*/bin/python $(PYTEST) -m "not long" $(OPTIONS)

bench: .venv/dev.stamp browser initdb ## Mesurer la vitesse, à côté d’autres (un quart d’heure)
	@.venv/bin/python -m proof.bench

torture: .venv/dev.stamp strace initdb ## Éprouver ce que le catalogue supporte : arrêts, pannes, visiteurs hostiles (une heure)
	@.venv/bin/python -m proof.torture

check: .venv/dev.stamp ## Vérifier le style, la mise en forme et les types seulement
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/python -m mypy --strict .

format: .venv/dev.stamp ## Mettre le code en forme
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

screenshots: .venv/dev.stamp browser ## Refaire les captures d’écran
	@GERSAPP_SCREENSHOTS=1 .venv/bin/python -m pytest tests/browser/test_screenshots.py $(OPTIONS)

pins: ## Recalculer les versions figées (OPTIONS=--upgrade pour les rajeunir toutes)
	@$(CHECK_PYTHON)
	@printf 'Calcul des versions figées…\n'
	@set -e; uv=$$(mktemp -d); trap 'rm -rf "$$uv"' EXIT; \
	"$(PYTHON)" -m venv "$$uv"; "$$uv/bin/python" -m pip install -qq --disable-pip-version-check uv; \
	for name in requirements requirements-postgres requirements-dev requirements-pdf; do \
		"$$uv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-header $(OPTIONS) \
			"$$name.in" --output-file "$$name.txt"; \
		printf '# Generated from %s.in by `make pins`: do not edit.\n' "$$name" \
			| cat - "$$name.txt" > "$$uv/pins"; \
		cat "$$uv/pins" > "$$name.txt"; \
	done

clean: ## Effacer l’environnement, les caches et les captures d’essai (jamais les données)
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis screenshots proof/bench/lighthouse/node_modules .bench-*
	@find gersapp proof tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf __pycache__

browser: .venv/dev.stamp
	@.venv/bin/python -m proof.tools.chromium

$(PROGRAMS): .venv/dev.stamp
	@.venv/bin/python -m proof.tools.apt $@

# The environment. Each stamp is written last, so an interrupted step is done again.

CHECK_PYTHON = command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	printf '%s\n' "Python est introuvable : installer Python 3.11 ou plus récent, ou l’indiquer par « make PYTHON=… »." >&2; exit 1; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	printf '%s\n' "Python 3.11 ou plus récent est nécessaire ; « $(PYTHON) » est : $$("$(PYTHON)" --version 2>&1)." \
	"En indiquer un autre par « make PYTHON=… »." >&2; exit 1; }; \
	"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	printf '%s\n' "Le module venv de Python manque. Sous Debian ou Ubuntu : apt-get install python3-venv" >&2; exit 1; }

# An environment holds absolute paths. It is made anew when its folder was moved or its Python is gone.
PLACE := $(shell .venv/bin/python -c '' 2>/dev/null && cat .venv/place 2>/dev/null)
ifneq ($(PLACE),$(CURDIR))
.venv/place: FORCE
endif

.venv/place:
	@$(CHECK_PYTHON)
	@printf 'Préparation de l’environnement Python (.venv)…\n'
	@rm -rf .venv
	@"$(PYTHON)" -m venv .venv || $(FAILED)
	@pwd -P > .venv/place

.venv/run.stamp: requirements.txt .venv/place
	@printf 'Installation de ce dont le catalogue a besoin…\n'
	@.venv/bin/python $(PIP) -r requirements.txt || $(FAILED)
	@touch $@

.venv/pdf.stamp: requirements-pdf.txt .venv/run.stamp
	@printf 'Installation de ce qu’il faut pour écrire des PDF…\n'
	@.venv/bin/python $(PIP) -r requirements.txt -r requirements-pdf.txt || $(FAILED)
	@touch $@

.venv/postgres.stamp: requirements-postgres.txt .venv/run.stamp
	@printf 'Installation de ce qu’il faut pour une base PostgreSQL…\n'
	@.venv/bin/python $(PIP) -r requirements.txt -r requirements-postgres.txt || $(FAILED)
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/pdf.stamp .venv/postgres.stamp
	@printf 'Installation des outils de développement…\n'
	@.venv/bin/python $(PIP) -r requirements.txt -r requirements-dev.txt || $(FAILED)
	@touch $@

.venv/python%/dev.stamp: requirements.txt requirements-pdf.txt requirements-postgres.txt requirements-dev.txt
	@rm -rf $(@D)
	@PYENV_VERSION=$* python$* -m venv $(@D) || $(FAILED)
	@$(@D)/bin/python $(PIP) -r requirements.txt -r requirements-pdf.txt -r requirements-postgres.txt -r requirements-dev.txt || $(FAILED)
	@touch $@

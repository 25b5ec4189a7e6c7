# make run    opens PeerDrop           make wheel    dist/peerdrop-*.whl
# make test   checks and all tests     make frozen   dist/peerdrop/: the app with its own Python
# make check  format, lint, types      make clean    removes what was made here, the .venv too
# make screenshots   the pictures in resources/screenshots
# make translations  resources/translations/*.ts from the source, and *.qm from those
# make soak MINUTES=5 SEED=N NODES=3   the tests that take minutes, then work and faults by chance; SEED repeats a run
# Each does its own set-up first: .venv, pinned packages, system libraries (packaging/bootstrap.sh).

python := .venv/bin/python
MINUTES ?= 5
NODES ?= 3
typed := peerdrop server tests packaging/smoke_test.py

.PHONY: run test check wheel frozen screenshots translations soak clean

run:
	@sh packaging/bootstrap.sh run
	@$(python) -m peerdrop $(ARGS)

test:
	@sh packaging/bootstrap.sh test
	@$(MAKE) --no-print-directory check
	$(python) -m pytest --numprocesses auto --dist worksteal $(ARGS)

check:
	@sh packaging/bootstrap.sh check
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy $(typed)
	.venv/bin/lint-imports

wheel:
	@sh packaging/bootstrap.sh check
	$(python) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

frozen:
	@sh packaging/bootstrap.sh test
	$(python) -m PyInstaller --noconfirm --log-level ERROR --distpath dist --workpath build packaging/peerdrop.spec

screenshots:
	@sh packaging/bootstrap.sh test
	QT_QPA_PLATFORM=offscreen $(python) -m tests.screenshots
	QT_QPA_PLATFORM=offscreen $(python) -m tests.screenshots --large

translations:
	@sh packaging/bootstrap.sh check
	$(python) -m tests.translations

soak:
	@sh packaging/bootstrap.sh test
	$(python) -m pytest -m slow $(ARGS)
	$(python) -m tests.soak --minutes $(MINUTES) --nodes $(NODES) $(if $(SEED),--seed $(SEED))

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find peerdrop server tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

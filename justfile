# `just` alone runs what must hold before a change is finished.
default: format lint types contracts tests

# Is every file formatted?
format:
    ruff format --check .

lint:
    ruff check .

types:
    mypy

# Do the imports go one way only?
contracts:
    lint-imports

tests *arguments:
    pytest {{ arguments }}

# After a change to the statements or tables of store/, or to a list in catalogs/.
compile:
    python -m inspect_cli.store.compiling
    python -m inspect_cli.rules.checklists

# After a change to help texts, columns, words, or what a console block of a page prints.
docs:
    python docs/make_commands.py
    python docs/make_fields.py
    python docs/make_blocks.py

# The pictures of the home screen.
screens:
    python docs/make_screens.py

# After a change to a sentence: then fill in src/inspect_cli/locale/zh/LC_MESSAGES/inspect_cli.po and run it again.
words:
    pybabel extract -k _ -k plural:1,2 --no-location --sort-output --omit-header -o src/inspect_cli/locale/inspect_cli.pot src/inspect_cli
    pybabel update -D inspect_cli -i src/inspect_cli/locale/inspect_cli.pot -d src/inspect_cli/locale -l zh --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
    pybabel compile -D inspect_cli -d src/inspect_cli/locale

# The fictional city, made again.
sample:
    python sample_data/make.py

bench:
    python benchmarks/run.py

# The same as before a change lands: fresh environments, the lines of the README, all checks.
ci:
    .ci/run

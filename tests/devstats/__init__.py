"""DevStats' own output on the real kubernetes hours, beside ours: a case for each of its SQL files.

A case answers in DevStats' terms, with our metrics: rows as `{series: numbers}`. What differs is listed row by row in
`differences/`, each with the number that the defect has in the register of the DevStats catalogue; a difference that is
not listed, or that is listed and gone, fails `tests/test_devstats.py`. The world is that of `imported.py`: contested people have the employers that DevStats took. `python -m tests.devstats` prints the report,
`python -m tests.devstats --write` writes the lists anew: read the diff.
"""

"""Affiliations of cncf/gitdm: who works where, and which commit addresses are whose.

entries.py        one person of a file, and the raw rows of it
github_users.py   the format of github_users.json
developers.py     the format of developers_affiliations*.txt
sources.py        the files of an address, a checkout, a folder
importing.py      all of it into the raw tables
"""

"""Imported by the process that workers are forked from: each has at once what takes half a second to load."""

import requests
import tenacity

from ingest import landing
from ingest.gharchive import hours
from ingest.trailers import roles

LOADED = (requests, tenacity, hours, roles(), *map(landing.arrow_schema, landing.contract()))

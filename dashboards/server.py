"""Dashboards and API in one process and port: `uvicorn dashboards.server:app`, which is what `duckstats serve` runs."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

# Drawing and data frames take a second to import: here that delays the start, not the first visitor.
from dashboards import api, charts, headers, sign_in  # noqa: F401

# What every answer passes, pages and API alike, from the outside in.
MIDDLEWARE: list[Middleware] = [Middleware(headers.Headers), Middleware(sign_in.SignIn)]

app = st.App(
    Path(__file__).parent / "frame" / "main.py",
    routes=api.ROUTES,
    middleware=MIDDLEWARE,
    secrets=sign_in.for_streamlit(),
)

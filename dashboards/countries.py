"""Countries as people call them: data has their two-letter codes."""

from functools import cache

import pycountry


@cache
def name(code: str) -> str:
    """The name of a country; what is no code stays as it is."""
    known = pycountry.countries.get(alpha_2=code)
    if known is None:
        return code
    # The official name of some is turned around for sorting: "Tanzania, United Republic of".
    return str(getattr(known, "common_name", known.name)).partition(",")[0]


def name_and_code(code: str) -> str:
    """Both, for tables, whose search knows the code."""
    called = name(code)
    return called if called == code else f"{called} ({code})"

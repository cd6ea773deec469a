"""The roles that trailers of commit messages give: config/trailers.yaml, turned around."""

from functools import cache

from settings import ROOT, yaml_of


@cache
def roles() -> dict[str, str]:
    """Role of each trailer key, keys in lower case: `{"reviewed-by": "reviewer", ...}`."""
    loaded = yaml_of((ROOT / "config" / "trailers.yaml").read_text(encoding="utf-8"))
    return {key: role for role, keys in loaded.items() for key in keys}

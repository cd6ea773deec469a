"""Which form an answer takes: the suffix of its address says so, else the Accept header, else JSON."""

from dashboards.api.answers import JSON, Refusal

CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"
FORMS = {"json": JSON, "csv": CSV, "parquet": PARQUET}
TYPES = {"json": JSON, "csv": f"{CSV}; charset=utf-8", "parquet": PARQUET}


def form(suffix: str, accept: str) -> str:
    """json, csv or parquet. Raises Refusal: 404 for another suffix, 406 when none of them is accepted."""
    if suffix:
        if suffix not in FORMS:
            raise Refusal(404, f"There is no form .{suffix}: write .json, .csv or .parquet.")
        return suffix
    weights = _weights(accept)
    best = max(FORMS, key=lambda name: _weight(FORMS[name], weights))
    if _weight(FORMS[best], weights) <= 0:
        raise Refusal(406, f"Answers come as {', '.join(FORMS.values())}; none of them is accepted.")
    return best


def _weights(accept: str) -> dict[str, float]:
    """Media range -> weight; a header that is absent or says nothing accepts everything."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        name, *rest = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece[2:] for piece in rest if piece.startswith("q=")), "1")
        try:
            weights[name] = float(quality)
        except ValueError:
            weights[name] = 0.0
    weights.pop("", None)
    return weights or {"*/*": 1.0}


def _weight(media: str, weights: dict[str, float]) -> float:
    ranges = (media, f"{media.partition('/')[0]}/*", "*/*")
    return next((weights[name] for name in ranges if name in weights), 0.0)

"""Where names may stand beside dots, so that none covers another or a dot; who finds no place is named by hovering."""

from dataclasses import dataclass

HEIGHT = 460  # pixels of the chart
ROOMS = (220, 1000)  # pixels across the dots: on a telephone, on a desk
_DOWN = 380
_LETTER, _LINE = 6.6, 15  # of the names' font
_MARGIN = 0.06  # that Plotly leaves around the dots


@dataclass(frozen=True)
class Dot:
    """A dot on its scales, and its radius in pixels."""

    name: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class _Box:
    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )


def placed(dots: list[Dot], across: int) -> dict[str, str]:
    """Name -> the side of its dot on which it has room, in a drawing so wide; the first dots choose first."""
    at = {dot.name: _pixels(dot, dots, across) for dot in dots}
    taken = {dot.name: _around(*at[dot.name], dot.radius, dot.radius) for dot in dots}
    names: list[_Box] = []
    sides: dict[str, str] = {}
    for dot in dots:
        others = [box for name, box in taken.items() if name != dot.name] + names
        for side, box in _choices(dot, *at[dot.name]).items():
            inside = box.left > -0.03 * across and box.right < 1.03 * across
            if inside and not any(box.meets(other) for other in others):
                sides[dot.name] = side
                names.append(box)
                break
    return sides


def _pixels(dot: Dot, dots: list[Dot], across: int) -> tuple[float, float]:
    def scaled(value: float, values: list[float], length: float) -> float:
        span = (max(values) - min(values)) or 1
        return length * (_MARGIN + (1 - 2 * _MARGIN) * (value - min(values)) / span)

    return scaled(dot.x, [each.x for each in dots], across), scaled(dot.y, [each.y for each in dots], _DOWN)


def _around(x: float, y: float, wide: float, high: float) -> _Box:
    return _Box(x - wide, x + wide, y - high, y + high)


def _choices(dot: Dot, x: float, y: float) -> dict[str, _Box]:
    half = _LETTER * len(dot.name) / 2
    aside, above = dot.radius + 3 + half, dot.radius + 3 + _LINE / 2
    return {
        "top center": _around(x, y + above, half, _LINE / 2),
        "bottom center": _around(x, y - above, half, _LINE / 2),
        "middle right": _around(x + aside, y, half, _LINE / 2),
        "middle left": _around(x - aside, y, half, _LINE / 2),
    }

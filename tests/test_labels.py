"""Names beside dots: none over another, the largest first, and more of them where there is more room."""

from dashboards.labels import ROOMS, Dot, placed


def test_neighbours_take_different_sides_and_who_has_no_room_is_not_named() -> None:
    crowd = [Dot(f"project-{number}", 1 + number / 8, 1 + number / 40, 12) for number in range(8)]
    crowd += [Dot("far", 0, 0, 5), Dot("farther", 3, 3, 5)]
    narrow, wide = (placed(crowd, room) for room in ROOMS)
    assert {"far", "farther"} <= narrow.keys()
    assert len(narrow) < len(wide) == len(crowd)
    assert narrow["project-0"]


def test_all_have_room_apart_from_each_other() -> None:
    dots = [Dot("a", 0, 0, 5), Dot("b", 1, 1, 5), Dot("c", 2, 0, 5)]
    assert all(placed(dots, room).keys() == {"a", "b", "c"} for room in ROOMS)
    assert placed([], 300) == {}
    assert placed([Dot("one", 1, 1, 5)], 300).keys() == {"one"}

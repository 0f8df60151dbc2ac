"""Work that a person waits for says how far it is."""

import io

from settlement.progress import shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_terminal_there_is_a_line_for_each_tenth() -> None:
    out = io.StringIO()

    with shown(out) as add:
        advance = add("Loading", total=100, unit="rows")
        for _ in range(100):
            advance(1)

    lines = out.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("Loading: 10 %, ")
    assert lines[-1].startswith("Loading: 100 %, ")
    assert lines[-1].endswith(" rows/s")


def test_nothing_to_do_is_said_by_saying_nothing() -> None:
    out = io.StringIO()

    with shown(out) as add:
        add("Loading", total=0, unit="rows")(0)

    assert out.getvalue() == ""


def test_on_a_terminal_several_pieces_of_work_are_shown_together() -> None:
    out = Terminal()

    with shown(out) as add:
        one, two = (add(what, total=2, unit="bytes") for what in ("Looking through", "Loading"))
        one(2)
        two(1)

    assert "Looking through" in out.getvalue()
    assert "50%" in out.getvalue()

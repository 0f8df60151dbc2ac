"""What people type: every script is kept, what cannot be seen is not."""

import time

import pytest

from claims.filing.text import clean, clean_lines, has_letter, unprintable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Núñez ", "Ana Núñez"),
        ("Zoe\u0308", "Zo\u00eb"),  # composed
        ("\u202a312 555 0142\u202c", "312 555 0142"),  # as phones copy a number
        ("\u202egnp.exe", "gnp.exe"),
        ("محمد", "محمد"),
        ("אבג\u200f", "אבג"),
        ("Ana 😀", "Ana 😀"),
        ("👩\u200d👧", "👩\u200d👧"),  # the joiner of an emoji is part of it
        ("a\tb\r\nc", "a b c"),
        ("\ufeffAna", "Ana"),
        ("\u00a0Ana\u2003Ng", "Ana Ng"),
        ("李", "李"),
        ("", ""),
    ],
)
def test_one_line_is_brought_into_one_form(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept


def test_lines_stay_lines() -> None:
    assert clean_lines("\n one  two \r\n\n three\n") == "one two\n\nthree"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x7f", "a\x9fb", "\ud800"])
def test_control_characters_and_broken_characters_are_found(text: str) -> None:
    assert unprintable(clean(text))


@pytest.mark.parametrize("text", ["Ana", "😀", "أحمد", "O'Brien-Núñez, Jr."])
def test_what_can_be_seen_is_not_refused(text: str) -> None:
    assert not unprintable(clean(text))


def test_a_megabyte_of_accents_costs_nothing() -> None:
    hostile = "a" + "\u0301\u0316" * 500_000

    begun = time.perf_counter()
    assert clean(hostile) == hostile
    assert clean_lines(hostile) == hostile
    assert time.perf_counter() - begun < 0.1


def test_letters_are_letters_of_any_script() -> None:
    assert has_letter("李")
    assert has_letter("x")
    assert not has_letter("😀 7.")

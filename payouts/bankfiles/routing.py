"""Routing numbers of U.S. banks: eight digits and a check digit. Pure."""

_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)


def check_digit(first_eight: str) -> int:
    """The ninth digit: what the weighted sum lacks to the next multiple of ten.

    >>> check_digit("12104288")
    2
    """
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_eight, strict=True))
    return -weighted % 10


def is_routing(text: str) -> bool:
    """Whether `text` is nine ASCII digits of which the last fits the others.

    >>> is_routing("091000019"), is_routing("091000018"), is_routing("000000000")
    (True, False, False)
    """
    nine = len(text) == 9 and text.isascii() and text.isdigit()
    return nine and text != "0" * 9 and check_digit(text[:8]) == int(text[8])

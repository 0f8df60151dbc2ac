"""Pure: what we have of a claimant, told so that they recognise it and nobody else can use it."""

from claims.filing.contents import Contents

DOTS = "•••"
SHOWN_DIGITS = 4


def name(first: str, last: str) -> str:
    """
    >>> name("Dana", "Rivera"), name("", "")
    ('Dana R•••', '')
    """
    return f"{first} {last[:1]}{DOTS}" if first or last else ""


def email(text: str) -> str:
    """
    >>> email("dana.rivera@example.org")
    'd•••@example.org'
    """
    local, _, domain = text.rpartition("@")
    return f"{local[:1]}{DOTS}@{domain}" if text else ""


def digits(text: str) -> str:
    """The end of a phone or account number.

    >>> digits("+13125550142")
    '•••0142'
    """
    return f"{DOTS}{text[-SHOWN_DIGITS:]}" if text else ""


def address(contents: Contents) -> str:
    """The place without the street."""
    return f"{contents.city}, {contents.state} {contents.zip[:5]}"


def handle(text: str) -> str:
    """A username by its first letter."""
    return f"{text[:1]}{DOTS}"

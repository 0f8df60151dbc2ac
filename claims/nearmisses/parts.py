"""Pure: when two texts that differ by more than slips still agree in part, field by field.

All of them get canonical texts, and are asked only where neither is empty.
"""

from rapidfuzz import fuzz

ZIP_DIGITS, AREA_DIGITS = 5, 3
LINE_DIGITS = 7  # of a phone number, behind the area code
TELLING = 4  # letters; a shorter beginning is shared by chance
ALIKE = 85  # of 100, for streets

_KINDS = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln",
    "court": "ct", "boulevard": "blvd", "place": "pl", "terrace": "ter", "parkway": "pkwy",
    "highway": "hwy", "circle": "cir", "square": "sq", "apartment": "apt", "unit": "apt",
    "suite": "ste", "north": "n", "south": "s", "east": "e", "west": "w",
}  # fmt: skip


def words(text: str) -> str:
    """Letters and digits in lower case, with single spaces."""
    kept = "".join(each if each.isalnum() else " " for each in text.casefold())
    return " ".join(kept.split())


def street_words(text: str) -> str:
    """The same with the usual words of an address in their short form.

    >>> street_words("12 Oak Street, Apartment 3")
    '12 oak st apt 3'
    """
    return " ".join(_KINDS.get(word, word) for word in words(text).split())


def five_digits(text: str) -> str:
    """A ZIP code without its last four of nine."""
    return text[:ZIP_DIGITS]


def beginning(one: str, other: str) -> bool:
    """One is how the other begins: an initial, a short form, the first of two names.

    >>> beginning("a", "ana"), beginning("jean", "jeanluc"), beginning("ana", "bea")
    (True, True, False)
    """
    return one.startswith(other) or other.startswith(one)


def double_name(one: str, other: str) -> bool:
    """One is the beginning or the end of the other, as of a double name.

    >>> double_name("garcialopez", "lopez"), double_name("lee", "leeson")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    return len(short) >= TELLING and (long.startswith(short) or long.endswith(short))


def email(one: str, other: str) -> bool:
    """The same name at another provider.

    >>> email("ana.b@gmail.com", "ana.b@yahoo.com"), email("ab@gmail.com", "ab@yahoo.com")
    (True, False)
    """
    local, _, _ = one.rpartition("@")
    return len(local) >= TELLING and local == other.rpartition("@")[0]


def phone(one: str, other: str) -> bool:
    """The same line under another area code."""
    return one[-LINE_DIGITS:] == other[-LINE_DIGITS:]


def username(one: str, other: str) -> bool:
    """The same letters without punctuation and the digits behind them.

    >>> username("dance.queen", "dancequeen42"), username("max1", "max2")
    (True, False)
    """
    plain = bare(one)
    return len(plain) >= TELLING and plain == bare(other)


def bare(name: str) -> str:
    """A username without punctuation and the digits at its end."""
    return "".join(filter(str.isalnum, name)).rstrip("0123456789")


def street(one: str, other: str) -> bool:
    """The same house, the street's words or the flat written in another way.

    >>> street("12 oak st", "12 oak st apt 3"), street("12 oak st", "21 oak st")
    (True, False)
    """
    same_house = one.partition(" ")[0] == other.partition(" ")[0]
    return same_house and fuzz.token_set_ratio(one, other) >= ALIKE


def area(one: str, other: str) -> bool:
    """ZIP codes of one area."""
    return one[:AREA_DIGITS] == other[:AREA_DIGITS]

"""People of an invented class who enter one identifier with one slip, and the truth about them.

The slips are made here anew, as fingers make them, and not by the code that undoes them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from claims.filing.contents import Contents
from settlement.synthetic.draws import Dice
from settlement.synthetic.synthetic import SyntheticClass
from tests import make

KEYBOARD = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
DOMAINS = {
    "gmail.com": ("gmial.com", "gmail.con", "gmai.com", "gmail.co", "gnail.com"),
    "yahoo.com": ("yaho.com", "yahoo.con", "yahooo.com"),
    "hotmail.com": ("hotmial.com", "hotmail.cm", "hotnail.com"),
    "outlook.com": ("outlok.com", "outlook.con"),
    "icloud.com": ("iclod.com", "icloud.co"),
}
MOVED, MISSPELT, OTHER_FIRST = 0.3, 0.08, 0.05  # shares of people


@dataclass(frozen=True, slots=True)
class Typed:
    """kind: of identifier and slip; member_ref: "" for a stranger."""

    kind: str
    member_ref: str
    contents: Contents


def claims(of: SyntheticClass, *, count: int, strangers: int, seed: int = 1) -> Iterator[Typed]:
    """`count` members, then people who are not of the class."""
    rows = [(n * 7_919 + seed) % of.members for n in range(count)]
    rows += [of.members + 1 + n for n in range(strangers)]
    people = of.table(np.array(rows)).to_pylist()
    homes = of.table(np.array([of.members + 500_000 + n for n in range(len(rows))])).to_pylist()
    for n, (person, home) in enumerate(zip(people, homes, strict=True)):
        dice = Dice(f"{seed}/near/{n}")
        known = {name: cell or "" for name, cell in person.items()}
        yield _typed(known, home, dice, stranger=n >= count)


def _typed(
    person: Mapping[str, str], home: Mapping[str, str | None], dice: Dice, *, stranger: bool
) -> Typed:
    given = [kind for kind in ("email", "phone", "username", "notice_id") if person[kind]]
    kind = dice.pick(given)
    slip, text = SLIPS[kind](person[kind], dice)
    address = home if dice.chance(MOVED) else person
    family = person["last_name"].title()
    first = "Robin" if dice.chance(OTHER_FIRST) else person["first_name"].title()
    if dice.chance(MISSPELT):
        family = _slip(family, dice)[1]
    entered: dict[str, Any] = {
        "notice_id": {"notice_id": text, "confirmation_code": person["confirmation_code"]},
        "email": {"email": text},
        "phone": {"phone": text},
        "username": {"usernames": (text,)},
    }
    contents = make.contents(
        **{"phone": "", "state": address["state"]}  # with an address that is on no list
        | {"first_name": first, "last_name": family, "signature": f"{first} {family}"}
        | {name: address[name] or "" for name in ("line1", "line2", "city", "zip")}
        | entered[kind]
    )
    return Typed(f"{kind}, {slip}", "" if stranger else person["member_ref"], contents)


def _email(text: str, dice: Dice) -> tuple[str, str]:
    local, _, domain = text.partition("@")
    if domain in DOMAINS and dice.chance(0.4):
        return "domain", f"{local}@{dice.pick(DOMAINS[domain])}"
    slip, wrong = _slip(local, dice)
    return slip, f"{wrong}@{domain}"


def _phone(text: str, dice: Dice) -> tuple[str, str]:
    digits = "".join(filter(str.isdigit, text))[-10:]
    place = 3 + dice.below(6)
    if dice.chance(0.4) and digits[place] != digits[place + 1]:
        pair = digits[place + 1] + digits[place]
        return "swapped", digits[:place] + pair + digits[place + 2 :]
    other = str((int(digits[9]) + 1 + dice.below(9)) % 10)
    return "wrong", digits[:9] + other


def _slip(text: str, dice: Dice) -> tuple[str, str]:
    """One slip of the fingers, not in the first character."""
    place = 1 + dice.below(len(text) - 1)
    before, letter, behind = text[:place], text[place], text[place + 1 :]
    match dice.below(4):
        case 0 if behind and behind[0] != letter:
            return "swapped", before + behind[0] + letter + behind[1:]
        case 1:
            return "left out", before + behind
        case 2:
            return "twice", before + letter + letter + behind
    return "neighbour", before + _neighbour(letter, dice) + behind


def _neighbour(letter: str, dice: Dice) -> str:
    for row in KEYBOARD:
        if letter.lower() in row:
            place = row.index(letter.lower())
            return dice.pick([row[near] for near in (place - 1, place + 1) if 0 <= near < len(row)])
    return "x"


SLIPS: Mapping[str, Callable[[str, Dice], tuple[str, str]]] = {
    "email": _email,
    "phone": _phone,
    "username": _slip,
    "notice_id": _slip,
}

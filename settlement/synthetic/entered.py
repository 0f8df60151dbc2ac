"""Pure: how invented people fill in a claim form, each in a way of their own."""

import unicodedata
from collections.abc import Mapping

from settlement.identifiers import normalise
from settlement.synthetic import invented
from settlement.synthetic.draws import Dice
from settlement.synthetic.synthetic import FAMILY

# Who brings what, of a hundred: the letter's code, or identifiers that the list has, too.
WAYS: Mapping[tuple[str, ...], int] = {
    ("notice_id",): 50,
    ("email", "phone"): 18,
    ("email", "username"): 12,
    ("phone", "username"): 6,
    ("email",): 6,
    ("phone",): 4,
    ("username",): 4,
}
ABA_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)
ABA_PREFIXES = (*range(1, 13), *range(21, 33))  # districts of the Federal Reserve, and thrifts


def identity(person: Mapping[str, str], n: int, dice: Dice, *, single: bool) -> dict[str, str]:
    """Notice ID and code, e-mail, phone and usernames as the nth claimant enters them.

    single: only one identifier that the list has
    """
    way = _way(person, dice, single=single)
    listed_email = "email" in way or ("notice_id" in way and not single and dice.chance(0.5))
    email = person["email"] if listed_email else ""
    return {
        "notice_id": _copied(person["notice_id"], dice) if "notice_id" in way else "",
        "confirmation_code": _copied(person["confirmation_code"], dice)
        if "notice_id" in way
        else "",
        "email": _capitalised(email, dice) or _unlisted_email(person, n),
        "phone": _dotted(person["phone"]) if "phone" in way else "",
        "usernames": _with_at(person["username"], dice) if "username" in way else "",
    }


def name(person: Mapping[str, str], dice: Dice, *, misspelt: bool) -> dict[str, str]:
    """First and last name; misspelt so that the family name is another."""
    first, last = person["first_name"], person["last_name"]
    if first.isupper() and last.isupper():
        first, last = first.title(), last.title()
    if dice.chance(0.3):
        first, last = _unaccented(first), _unaccented(last)
    return {"first_name": first, "last_name": _typo(last, dice) if misspelt else last}


def routing_number(dice: Dice) -> str:
    """Nine digits that are no bank's in particular, with a right check digit."""
    digits = f"{dice.pick(ABA_PREFIXES):02d}{dice.below(1_000_000):06d}"
    total = sum(weight * int(digit) for weight, digit in zip(ABA_WEIGHTS, digits, strict=True))
    return f"{digits}{-total % 10}"


def _way(person: Mapping[str, str], dice: Dice, *, single: bool) -> tuple[str, ...]:
    """Drawn from what the list has of the person; a phone that a family shares is no way."""
    possible = {
        way: weight
        for way, weight in WAYS.items()
        if all(person[field] for field in way)
        and not ("phone" in way and _shares_phone(person))
        and not (single and len(way) > 1)
    }
    draw = dice.below(sum(possible.values()))
    for way, weight in possible.items():
        draw -= weight
        if draw < 0:
            return way
    raise ValueError("every person has a notice ID, so there is always a way")


def _shares_phone(person: Mapping[str, str]) -> bool:
    return (int(person["member_ref"][1:]) - 1) % FAMILY >= FAMILY - 2


def _unlisted_email(person: Mapping[str, str], n: int) -> str:
    return f"{normalise.family_name(person['last_name'])}.{n}@{invented.UNLISTED_DOMAIN}"


def _copied(text: str, dice: Dice) -> str:
    """As the letter shows it, or in small letters without hyphens."""
    return text.replace("-", "").lower() if dice.chance(0.3) else text


def _capitalised(text: str, dice: Dice) -> str:
    return text[:1].upper() + text[1:] if dice.chance(0.2) else text


def _dotted(phone: str) -> str:
    digits = normalise.phone(phone).removeprefix("+1")
    return f"{digits[:3]}.{digits[3:6]}.{digits[6:]}"


def _with_at(username: str, dice: Dice) -> str:
    return f"@{username}" if dice.chance(0.4) else username


def _unaccented(text: str) -> str:
    plain = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _typo(last_name: str, dice: Dice) -> str:
    """Two neighbouring letters swapped; where that changes nothing, one too many."""
    place = 1 + dice.below(max(1, len(last_name) - 2))
    swapped = last_name[:place] + last_name[place : place + 2][::-1] + last_name[place + 2 :]
    if normalise.family_name(swapped) != normalise.family_name(last_name):
        return swapped
    return f"{last_name}x"

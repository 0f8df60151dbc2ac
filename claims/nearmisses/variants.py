"""Pure: what the class list may have where a claimant entered something else, for each identifier.

All take a canonical form (`roster.normalise`) and give canonical forms, the entered one first.
What is longer than anybody's identifier has no variants but itself.
"""

from collections.abc import Iterable, Iterator

from claims.nearmisses import domains
from claims.nearmisses.slips import (
    DIGITS,
    MARKS,
    Slip,
    Variant,
    digits,
    extra,
    missing,
    one_slip,
    swapped,
    typed,
    wrong,
)
from settlement.identifiers import normalise, notice_ids

LONGEST = 40  # characters
SHORTEST = 4  # of a name: what is shorter is one slip away from everybody's
_OURS = notice_ids.ALPHABET
_LOOKALIKES = str.maketrans("BSZG", "8526")  # the list's own letter for one that it never uses

type Variants = dict[str, Slip]


def email(canonical: str, *, fold_gmail: bool) -> Variants:
    """The name one slip away at the same provider; the same name at what the domain may be for."""
    local, _, domain = canonical.rpartition("@")
    if not local or len(local) > LONGEST:
        return _first([], canonical)
    meant = (
        (normalise.email(f"{local}@{each}", fold_gmail=fold_gmail), slip)
        for each, slip in domains.meant_by(domain)
    )
    folded = fold_gmail and domain in normalise.GMAIL
    return _first(
        [
            *meant,
            *(
                (f"{name}@{domain}", slip)
                for name, slip in _names(local)
                if name and not (folded and "." in name)
            ),
        ],
        canonical,
    )


def username(canonical: str) -> Variants:
    """One slip away, and the same without punctuation or the digits at its end."""
    if len(canonical) > LONGEST:
        return _first([], canonical)
    return _first([*_repunctuated(canonical), *_names(canonical)], canonical)


def phone(canonical: str) -> Variants:
    """A digit of the number wrong, or two swapped; its country is right."""
    country = 2 if canonical.startswith("+1") else 3
    head, line = canonical[:country], canonical[country:]
    found = ((f"{head}{other}", slip) for other, slip in (*swapped(line), *wrong(line, digits)))
    return _first(found, canonical) if line else {}


def notice_id(canonical: str) -> Variants:
    """One character wrong, two swapped, one missing or too many.

    Of our own IDs only those whose check character is right: about sixteen of some four hundred,
    and none where what was entered is right itself, for no single slip gives a right ID.
    """
    if notice_ids.is_notice_id(canonical):
        return {canonical: Slip.NONE}
    ours = canonical.translate(_LOOKALIKES)
    if abs(len(ours) - notice_ids.ID_RANDOM - 1) <= 1 and set(ours) <= set(_OURS):
        found = [(ours, Slip.LOOKALIKES), *one_slip(ours, _of_ours)]
        return _first((each for each in found if notice_ids.is_notice_id(each[0])), canonical)
    return _first(_foreign(canonical), canonical)


def code(canonical: str) -> Variants:
    """The same of a confirmation code; these are compared, never looked up."""
    if notice_ids.is_code(canonical):
        return {canonical: Slip.NONE}
    ours = canonical.translate(_LOOKALIKES)
    found = [(ours, Slip.LOOKALIKES)]
    if len(ours) <= LONGEST:
        found += one_slip(ours, _of_ours)
    return _first((each for each in found if notice_ids.is_code(each[0])), canonical)


def _first(found: Iterable[Variant], canonical: str) -> Variants:
    """Each variant with the first slip that gives it; what was entered comes first."""
    variants = {canonical: Slip.NONE}
    for text, slip in found:
        if text:
            variants.setdefault(text, slip)
    return variants


def _names(name: str) -> Iterator[Variant]:
    return one_slip(name, typed) if len(name) >= SHORTEST else iter(())


def _repunctuated(name: str) -> Iterator[Variant]:
    plain = "".join(character for character in name if character not in MARKS)
    if plain != name:
        yield plain, Slip.PUNCTUATION
    for mark in MARKS:
        yield _remarked(name, mark), Slip.PUNCTUATION
    stem = name.rstrip(DIGITS)
    if SHORTEST <= len(stem) < len(name):
        yield stem, Slip.ENDING
        yield stem.rstrip(MARKS), Slip.ENDING


def _remarked(name: str, mark: str) -> str:
    return "".join(mark if character in MARKS else character for character in name)


def _foreign(text: str) -> Iterator[Variant]:
    """Of a notice ID that is not of our making, whose letters we do not know."""
    if not SHORTEST <= len(text) <= LONGEST:
        return
    yield from swapped(text)
    yield from extra(text)
    yield from wrong(text, digits if text.isdigit() else _any_capital)
    yield from missing(text, digits if text.isdigit() else _any_capital)


def _of_ours(_character: str) -> str:
    return _OURS


def _any_capital(_character: str) -> str:
    return DIGITS + "ABCDEFGHJKMNPQRSTUVWXYZ"  # as `normalise.notice_id` leaves them

"""The notice's table of the default case comes out, as the documents state it."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from payouts.estimates.composition import composed
from payouts.estimates.projection import RATES, at_rate, curve_rates
from settlement.money import cents_of
from settlement.settings import BASE_DIR
from tests.payouts.estimates import classes

DOCUMENT = BASE_DIR / "docs" / "algorithms" / "estimates.md"


def rows() -> Iterator[list[str]]:
    """The table "claim rate | claims | nationwide | Illinois"."""
    lines = iter(DOCUMENT.read_text().splitlines())
    for line in lines:
        if line.startswith("| claim rate |"):
            next(lines)
            break
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_the_documents_state_every_rate_of_the_public_table() -> None:
    stated = [Fraction(rate.removesuffix(" %")) / 100 for rate, *_ in rows()]

    assert tuple(stated) == RATES


@pytest.mark.parametrize("row", [*rows()], ids=lambda row: row[0])
def test_the_estimate_comes_to_what_the_notice_said(row: list[str]) -> None:
    rate, claims, nationwide, illinois = row
    terms = classes.notice()
    composition = composed(terms, listed=classes.NOTICE, filed=[])

    outcome = at_rate(terms, composition, Fraction(rate.removesuffix(" %")) / 100)

    assert [kind.answers[classes.CREATED] for kind in composition.kinds] == [False, True]
    assert outcome.claims == int(claims.replace(",", ""))
    assert outcome.cents == (cents_of(nationwide), cents_of(illinois))


def test_no_payment_rises_along_the_curve() -> None:
    terms = classes.notice()
    composition = composed(terms, listed=classes.NOTICE, filed=[])

    curve = [at_rate(terms, composition, rate).cents for rate in curve_rates(Fraction(1, 4000))]

    assert curve[0][0] is not None
    assert curve == sorted(curve, reverse=True)
    assert curve[-1] == (96, 575)

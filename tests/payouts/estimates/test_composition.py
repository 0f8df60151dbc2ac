"""Who the class is made of: the class list first, then the claims, else nothing is pretended."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from payouts.estimates.composition import Composition, composed, of_claims
from payouts.estimates.projection import apportioned, at_rate, of_kinds
from tests.payouts.estimates import classes
from tests.payouts.estimates.classes import CREATED, FLAG, filed

BY_YEARS = "years if created_in_illinois else 1"


def counts(composition: Composition, name: str = CREATED) -> dict[object, Fraction]:
    return {kind.answers[name]: kind.count for kind in composition.kinds}


def test_the_list_decides_where_it_knows() -> None:
    claims = [filed(9, True, created_in_illinois=False)]

    found = composed(classes.small(), listed=[({FLAG: True}, 5), ({FLAG: False}, 15)], filed=claims)

    assert counts(found) == {False: 15, True: 5}
    assert (found.size, found.by_list, found.by_mix) == (20, True, frozenset())


def test_members_whom_the_list_does_not_know_answer_as_such_members_did() -> None:
    claims = [
        filed(3, None, created_in_illinois=True),
        filed(1, None, created_in_illinois=False),
        filed(50, False, created_in_illinois=False),
    ]

    found = composed(classes.small(), listed=[({FLAG: None}, 8), ({FLAG: False}, 2)], filed=claims)

    assert counts(found) == {True: 6, False: 4}
    assert found.by_mix == {CREATED}


def test_without_any_claim_an_unknown_flag_counts_as_no_and_that_is_said() -> None:
    found = composed(classes.small(), listed=[({FLAG: None}, 8), ({FLAG: True}, 2)], filed=[])

    assert counts(found) == {False: 8, True: 2}
    assert found.assumed == {CREATED}


def test_without_any_claim_a_question_that_is_no_flag_leaves_kinds_unknown() -> None:
    found = composed(classes.small(BY_YEARS), listed=[({FLAG: True}, 20)], filed=[])

    assert not found.kinds
    assert found.unknown == {"years"}
    assert found.size == 20
    outcome = at_rate(classes.small(BY_YEARS), found, Fraction(1, 2))
    assert (outcome.claims, outcome.cents, outcome.most_cents) == (10, (), 70_000)


def test_a_question_that_is_no_flag_is_answered_as_the_claims_with_the_same_flags_did() -> None:
    claims = [
        filed(1, True, created_in_illinois=True, years=2),
        filed(3, True, created_in_illinois=True, years=10),
        filed(4, False, created_in_illinois=False, years=5),
    ]

    found = composed(
        classes.small(BY_YEARS), listed=[({FLAG: True}, 8), ({FLAG: False}, 12)], filed=claims
    )

    assert counts(found, "years") == {2: 2, 10: 6, 5: 12}


def test_without_a_list_the_file_says_how_many_and_the_claims_say_who() -> None:
    claims = [filed(1, created_in_illinois=True), filed(3, created_in_illinois=False)]

    found = composed(classes.small(), listed=[], filed=claims)

    assert counts(found) == {False: 15, True: 5}
    assert (found.size, found.by_list) == (20, False)


def test_today_is_the_claims_as_they_are() -> None:
    terms = classes.small()
    found = composed(terms, listed=[({FLAG: True}, 10), ({FLAG: False}, 10)], filed=[])
    claims = of_claims(terms, [filed(1, False, created_in_illinois=False)])

    outcome = of_kinds(terms, found.kinds, claims, found.size)

    by_kind = dict(zip(counts(found), outcome.cents, strict=True))
    assert by_kind == {False: 700_000, True: None}
    assert outcome.rate == Fraction(1, 20)


def test_claims_of_a_kind_that_no_member_has_take_part_today() -> None:
    terms = classes.small()
    found = composed(terms, listed=[({FLAG: False}, 10)], filed=[])
    claims = of_claims(terms, [filed(1, False), filed(1, True)])

    assert of_kinds(terms, found.kinds, claims, found.size).cents == (100_000,)


@given(
    whole=some.integers(0, 10**9),
    weights=some.lists(some.fractions(0, 10**6), min_size=1, max_size=20),
)
def test_claims_are_apportioned_without_losing_one(whole: int, weights: list[Fraction]) -> None:
    total = sum(weights)
    shares = apportioned(whole, weights)

    assert sum(shares) == (whole if total else 0)
    assert all(
        abs(share - whole * weight / total) < 1
        for share, weight in zip(shares, weights, strict=True)
        if total
    )

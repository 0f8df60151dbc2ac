"""Amounts that need a document: which they are, what is undecided, what an amendment leaves."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from claims.filing import services
from claims.filing.amounts import (
    answer_of,
    documented,
    in_words,
    stated,
    still_allowed,
    undecided,
    units_of,
)
from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from tests import make
from tests.claims import losses

MOST = 10**14  # cents


def terms(text: str) -> Terms:
    return parse_terms(text, file_name="small.toml")


SMALL = terms(losses.text())


def test_an_amount_needs_a_decision_where_the_plan_reads_it_and_the_file_asks_a_document() -> None:
    no_document = losses.text().replace("evidence = true", "evidence = false", 1)
    not_read = losses.text().replace("loss + 20 * hours", "loss").replace(" or hours > 0", "")

    assert [question.key for question in documented(SMALL)] == ["loss", "hours"]
    assert [question.key for question in documented(terms(no_document))] == ["hours"]
    assert [question.key for question in documented(terms(not_read))] == ["loss"]


@pytest.mark.parametrize(
    ("answers", "allowed", "open_"),
    [
        ({}, {}, []),
        ({"loss": None, "hours": 0}, {}, []),
        ({"loss": "0.00", "hours": ""}, {}, []),
        ({"loss": "0.01"}, {}, ["loss"]),
        ({"loss": "1000.00", "hours": 3}, {}, ["loss", "hours"]),
        ({"loss": "1000.00", "hours": 3}, {"loss": "600.00"}, ["hours"]),
        ({"loss": "1000.00"}, {"loss": "0.00"}, []),  # nothing allowed is a decision
    ],
)
def test_more_than_nothing_that_nobody_decided_is_undecided(
    answers: dict[str, object], allowed: dict[str, object], open_: list[str]
) -> None:
    found = undecided(SMALL, answers=answers, allowed=allowed)

    assert [question.key for question in found] == open_


@given(units=st.integers(1, MOST))
def test_an_amount_is_read_back_as_it_was_written(units: int) -> None:
    for question in documented(SMALL):
        assert units_of(question, answer_of(question, units)) == units
        assert stated(SMALL, {question.key: answer_of(question, units)}) == [(question, units)]


def test_money_is_shown_as_dollars_and_a_number_as_it_is() -> None:
    loss, hours = documented(SMALL)

    assert (in_words(loss, 100_000), in_words(hours, 1_200)) == ("$1,000.00", "1,200")


def test_an_amendment_leaves_allowed_in_full_what_is_claimed_as_before() -> None:
    before = {"loss": "1000.00", "hours": 3}
    allowed = {"loss": "1000.00", "hours": 3}

    assert still_allowed(allowed, before=before, after={"loss": "900.00", "hours": 3}) == {
        "hours": 3
    }
    assert still_allowed(allowed, before=before, after={}) == {}
    assert still_allowed({"loss": "600.00", "hours": 3}, before=before, after=before) == {
        "hours": 3
    }
    assert still_allowed({"loss": "600.00"}, before=before, after={"loss": "600.00"}) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "loss", "after", "version"),
    [
        ("1000.00", "1000.00", {"loss": "1000.00"}, 1),
        ("1000.00", "900.00", {}, 2),
        ("600.00", "1000.00", {}, 2),
    ],
)
def test_another_amount_makes_a_decision_void_and_any_amendment_a_reduction(
    before: str, loss: str, after: dict[str, str], version: int
) -> None:
    settlement = make.settlement(text=losses.text())
    answers = {"created_in_illinois": True, "loss": "1000.00"}
    claim = make.filed(settlement, answers=answers)
    Claim.objects.filter(pk=claim.pk).update(allowed={"loss": before}, allowed_version=1)

    services.amend(
        claim=claim,
        contents=make.contents(answers={**answers, "loss": loss}),
        submission_key=uuid.uuid4(),
        by=User.objects.service("tests"),
        now=make.NOW,
    )

    claim.refresh_from_db()
    assert (claim.version, claim.allowed, claim.allowed_version) == (2, after, version)


@pytest.mark.django_db
def test_what_is_allowed_of_an_approved_claim_stays() -> None:
    claim = make.claim(make.settlement(), status="approved", allowed={"loss": "600.00"})
    here = Claim.objects.filter(pk=claim.pk)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        here.update(allowed={"loss": "700.00"})

    here.update(allowed={"loss": "600.00"})
    here.update(allowed={"loss": "700.00"}, status="in_review", queue="reopened")
    claim.refresh_from_db()
    assert claim.allowed == {"loss": "700.00"}

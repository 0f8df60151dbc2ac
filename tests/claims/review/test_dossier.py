"""What a reviewer sees: enough to decide, identifiers masked, every opening recorded."""

from pathlib import Path

from claims.filing.models import Claim
from claims.review.dossier import closed_dossier, open_dossier
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.claims.review.conftest import Filed
from tests.settlement.roster import listing


def test_the_claim_stands_beside_the_member_and_what_differs_is_said(
    misspelt: Claim, alice: User
) -> None:
    dossier = open_dossier(claim=misspelt, by=alice, purpose="a test")

    (member,) = dossier.members
    rows = {row.field: row for row in member.comparisons}
    assert rows["Family name"].likeness == "one letter differs"
    assert (rows["Family name"].said, rows["Family name"].listed) == ("Brown-Nunes", "B***")
    assert rows["E-mail"].mark == "same"
    assert rows["Phone"].mark == "silent"
    assert {row.field: str(row.result) for row in dossier.compared}["Name"] == "differs"


def test_no_identifier_is_shown_whole(misspelt: Claim, alice: User) -> None:
    shown = str(open_dossier(claim=misspelt, by=alice, purpose="a test"))

    for whole in ("ana.brown@", "555-0142", "7KQ2-9F4D", "K4T7P", "ana.b'", "12 Oak"):
        assert whole not in shown


def test_every_opening_is_recorded_with_its_purpose(misspelt: Claim, alice: User) -> None:
    open_dossier(claim=misspelt, by=alice, purpose="a test")

    opened = Event.objects.filter(actor=alice, why="a test").values_list("kind", flat=True)
    assert sorted(opened) == ["claim.opened", "roster.probed", "roster.read"]


def test_who_may_not_review_sees_nothing_sealed_and_leaves_no_such_event(
    misspelt: Claim,
) -> None:
    before = Event.objects.count()

    dossier = closed_dossier(misspelt)

    assert (dossier.said, dossier.members) == (None, [])
    assert dossier.compared
    assert Event.objects.count() == before


def test_names_in_the_wrong_order_are_recognised(filed: Filed, alice: User) -> None:
    claim = filed(
        first_name="Brown-Núñez",
        last_name="Ana",
        email="ana.brown@gmail.com",
        signature="Brown-Núñez Ana",
    )

    dossier = open_dossier(claim=claim, by=alice, purpose="a test")

    assert dossier.members[0].comparisons[0].likeness == "first and family name are swapped"


def test_other_claims_of_the_member_and_of_the_destination_are_named(
    filed: Filed, alice: User
) -> None:
    ana = {"first_name": "Ana", "last_name": "Brown-Nunez", "signature": "Ana Brown-Nunez"}
    first = filed(**ana, email="ana.brown@gmail.com", line1="1 Elm St")
    second = filed(**ana, email="ana.brown@gmail.com", line1="2 Elm St")
    neighbour = filed(line1="2 Elm St.", phone="")

    dossier = open_dossier(claim=second, by=alice, purpose="a test")

    assert [(rival.claim, rival.why) for rival in dossier.rivals] == [
        (first, "same member"),
        (neighbour, "same destination"),
    ]


def test_a_claim_paid_by_an_earlier_list_is_named_by_what_it_shares(
    filed: Filed, settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    ben = {"first_name": "Ben", "last_name": "Brown", "signature": "Ben Brown"}
    paid = filed(**ben, email="ben@example.org", line1="1 Elm St")
    Claim.objects.filter(pk=paid.pk).update(frozen_at=make.NOW)
    listing.import_(settlement, listing.write(tmp_path / "new.csv", listing.ANA), by=alice)
    again = filed(**ben, email="ben@example.org", line1="9 Oak St")

    dossier = closed_dossier(again)

    assert [(rival.claim, rival.why) for rival in dossier.rivals] == [
        (paid, "same identifier, paid by an earlier class list")
    ]


def test_the_history_is_told_in_words_from_the_beginning(misspelt: Claim, alice: User) -> None:
    history = closed_dossier(misspelt).history

    assert [(line.what, line.detail) for line in history] == [
        ("Filed", ""),
        ("In review", "Name differs"),
    ]

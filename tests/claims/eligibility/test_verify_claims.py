"""The command, as an administrator starts it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.imports.services import Wishes
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.conftest import Members
from tests.settlement.roster import listing


def test_it_verifies_all_claims_and_says_how_they_stand(
    settlement: Settlement, members: Members
) -> None:
    members([{"member_no": 1, "name_key": 1, "email_key": 10}])
    make.claim(settlement, name_key=1, email_key=10)
    make.claim(settlement, name_key=1, email_key=11)
    out = StringIO()

    call_command("verify_claims", settlement.slug, "--json", stdout=out)

    answer = json.loads(out.getvalue())
    assert answer["verified"] == 2
    assert answer["standings"] == [
        {"status": "approved", "rule": "identifier_and_name", "claims": 1},
        {"status": "in_review", "rule": "not_listed", "claims": 1},
    ]


def test_it_reads_well_and_finds_nothing_the_second_time(
    settlement: Settlement, members: Members
) -> None:
    members([])
    make.claim(settlement)
    call_command("verify_claims", settlement.slug, stdout=StringIO())
    out = StringIO()

    call_command("verify_claims", settlement.slug, stdout=out)

    assert "Verified 0 claims" in out.getvalue()
    assert "Not on the list" in out.getvalue()
    assert Claim.objects.get().verdicts.count() == 1


def test_after_the_class_list_was_replaced_it_verifies_all_claims_anew(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    make.claim(settlement, status="approved", member_no=1, rule="decided")
    for members in ((listing.ANA,), (listing.BEN,)):
        path = listing.write(tmp_path / "list.csv", *members)
        listing.import_(settlement, path, by=alice)
    out = StringIO()

    call_command("verify_claims", settlement.slug, "--json", stdout=out)

    answer = json.loads(out.getvalue())
    assert answer["verified"] == 1
    assert answer["standings"] == [{"status": "in_review", "rule": "not_listed", "claims": 1}]


def test_after_the_class_list_was_changed_it_verifies_what_that_concerns(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    listing.import_(settlement, listing.write(tmp_path / "list.csv", listing.ANA), by=alice)
    make.claim(settlement, status="approved", member_no=1, rule="code_and_name")
    make.claim(settlement, status="approved", member_no=7, rule="code_and_name")
    path = listing.write(tmp_path / "more.csv", listing.ANA)
    listing.import_(settlement, path, by=alice, wishes=Wishes(supplement=True, again=True))
    out = StringIO()

    call_command("verify_claims", settlement.slug, "--json", stdout=out)

    assert json.loads(out.getvalue())["standings"] == [
        {"status": "approved", "rule": "code_and_name", "claims": 1},
        {"status": "in_review", "rule": "not_listed", "claims": 1},
    ]


@pytest.mark.django_db
def test_a_case_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(CommandError, match='There is no case "nowhere"'):
        call_command("verify_claims", "nowhere")

"""The command that ends a case: when it may, what it asks and prints, and what pages say then."""

import json
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from claims.filing import access
from claims.filing.models import Claim
from payouts.reports.ending import still_open
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.custody import ending
from settlement.keys import services as keys
from settlement.keys.models import CaseKey
from settlement.notices.models import Notice
from settlement.terms.models import Settlement
from tests import make
from tests.payouts import paying
from tests.settlement.roster.listing import ANA, import_, write

ORDER = "Order of March 1, 2027"
FORGET = ending.forget_wrapped_keys


@pytest.fixture(autouse=True)
def in_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """VACUUM cannot run in a test's transaction; one test below has none."""
    monkeypatch.setattr(ending, "forget_wrapped_keys", lambda: None)


@pytest.fixture
def over(settlement: Settlement, tmp_path: Path) -> Settlement:
    """A case in which nothing waits any more: a list, and a claim that was decided."""
    import_(settlement, write(tmp_path / "list.csv", ANA), by=make.user())
    claim = make.filed(settlement)
    claim.move("denied", by=make.user())
    Notice.objects.all().delete()
    return settlement


def said(*options: str) -> str:
    out = StringIO()
    call_command("destroy_case", "small", "--order", ORDER, *options, stdout=out)
    return out.getvalue()


def test_the_certificate_is_printed_written_and_kept(over: Settlement, tmp_path: Path) -> None:
    ada, path = make.user("administrator", name="Ada"), tmp_path / "certificate.json"

    answer = json.loads(said("--yes", "--json", "--by", ada.email, "--out", str(path)))

    assert json.loads(path.read_text()) == answer
    assert (answer["order"], answer["by"]) == (ORDER, "Ada")
    assert answer["stays"]["claims, by number, status and answers"] == 1
    event = Event.objects.get(kind="case.destroyed")
    assert event.data["certificate"] == answer
    assert not CaseKey.objects.filter(destroyed_at=None).exists()


def test_the_list_alone_in_words(over: Settlement) -> None:
    text = said("--yes", "--roster-only")

    assert "CERTIFICATE OF DESTRUCTION: In re Small Case Litigation" in text
    assert "Destroyed: the class list and its key." in text
    assert "roster, version 1" in text
    assert keys.case_key(over.pk, "claims/version")


def test_who_may_not_destroys_nothing(over: Settlement, bob: User) -> None:
    with pytest.raises(CommandError, match=r"no role that may do this.*Nothing was destroyed"):
        said("--yes", "--by", bob.email)

    assert keys.roster_version(over.pk) == 1


@pytest.mark.parametrize(("typed", "destroyed"), [("small\n", True), ("tiktok\n", False)])
def test_a_person_types_the_cases_name(
    over: Settlement, monkeypatch: pytest.MonkeyPatch, typed: str, *, destroyed: bool
) -> None:
    terminal = StringIO(typed)
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)

    if destroyed:
        said()
    else:
        with pytest.raises(CommandError, match="not the case's name"):
            said()

    assert CaseKey.objects.filter(destroyed_at=None).exists() != destroyed


def test_a_program_has_to_say_yes(over: Settlement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("small\n"))

    with pytest.raises(CommandError, match="Say --yes"):
        said()


def test_it_is_too_early_while_claims_wait(over: Settlement) -> None:
    make.claim(over)
    make.claim(over, status="in_review")

    with pytest.raises(CommandError, match=r"1 claims wait to be verified.*for a reviewer"):
        said("--yes", "--roster-only")


def test_it_is_too_early_while_money_is_under_way(
    settlement: Settlement, alice: User, bob: User
) -> None:
    paying.fund(settlement)
    claim = paying.approved_claim(settlement, payment_method="ach")
    paying.run_over({claim: 100}, maker=alice, approver=bob)
    money = ["$1.00 is still in awarded, not yet paid.", "$6,999.00 is still in residual."]
    assert still_open(settlement, roster_only=False) == money
    call_command("pay", "small", "1", stdout=StringIO())

    assert still_open(settlement, roster_only=False) == [
        "Batch 1 is not settled: made, waits for approval.",
        *money,
        "1 payments are under way.",
    ]
    assert still_open(settlement, roster_only=True) == []
    with pytest.raises(CommandError, match="Batch 1 is not settled"):
        said("--yes")


def test_pages_say_that_the_case_is_over_instead_of_failing(
    over: Settlement, client: Client
) -> None:
    claim = Claim.objects.get()
    reviewer = make.user("reviewer", "lead reviewer", name="Rita")
    staff = Client()
    staff.force_login(reviewer)
    status = reverse("portal-status", args=["small"])
    pair = {"number": claim.number, "code": access.code_of(claim)}
    assert client.post(status, pair).status_code == 302
    opened = [
        (client, "get", reverse("portal-claim", args=["small", claim.public_id]), {}),
        (client, "post", status, pair),
        (staff, "get", reverse("review-claim", args=[claim.public_id]), {}),
    ]

    said("--yes")

    for browser, method, address, sent in opened:
        answer = getattr(browser, method)(address, sent)
        assert answer.status_code == 410, address
        assert "as the court ordered" in answer.content.decode()
    assert client.get("/small/").status_code == 200


FILE = "SELECT pg_relation_filenode('settlement_casekey')"


def test_the_disk_keeps_no_earlier_row_of_a_key(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "forget_wrapped_keys", FORGET)
    make.settlement()
    before = sql.value(FILE)

    said("--yes")

    assert sql.value(FILE) != before

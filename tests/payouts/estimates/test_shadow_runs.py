"""Shadow runs: the real claims under another plan. Compared, kept, and never paid."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import ProgrammingError

from payouts.allocation.models import Run
from payouts.allocation.tranche import PlanRefused
from payouts.estimates.models import ShadowRun
from payouts.estimates.shadowing import TooLong, shadow_run
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.terms.faults import SettlementFileRefused
from settlement.terms.models import Settlement
from tests import make
from tests.payouts.allocation.running import approved, finished, member_list
from tests.payouts.estimates import classes
from tests.payouts.estimates.classes import CREATED

pytestmark = pytest.mark.django_db
YES, NO = {CREATED: True}, {CREATED: False}
LEVEL = classes.small_text("1")


def tried(settlement: Settlement, text: str = LEVEL, **changes: Any) -> ShadowRun:
    values: dict[str, Any] = {
        "file_name": "tried.toml",
        "why": "The court asks what equal shares would pay.",
        "undecided": False,
        "by": User.objects.service("tests"),
    }
    return shadow_run(settlement=settlement, text=text, **(values | changes))


def kinds(shadow: ShadowRun) -> dict[bool, tuple[int, str | None, str]]:
    return {
        kind["answers"][CREATED]: (kind["claims"], kind["then"], kind["now"])
        for kind in shadow.comparison["kinds"]
    }


@pytest.fixture
def claims(settlement: Settlement) -> None:
    approved(settlement, YES)
    for _ in range(4):
        approved(settlement, NO)


def test_a_plan_that_is_tried_is_compared_with_the_latest_run(
    settlement: Settlement, claims: None
) -> None:
    run = finished(settlement)

    shadow = tried(settlement)

    assert kinds(shadow) == {True: (1, "4200.00", "1400.00"), False: (4, "700.00", "1400.00")}
    found = shadow.comparison
    assert found["run"] == run.number
    assert found["gained"] == {"claims": 4, "dollars": "2800.00"}
    assert found["lost"] == {"claims": 1, "dollars": "2800.00"}
    assert (found["same"], found["then"]["paid"], found["now"]["paid"]) == (0, "7000.00", "7000.00")
    assert shadow.figures["pools"][0]["tranches"][0]["claims"] == 5


def test_without_a_run_it_is_compared_with_the_file_in_force(
    settlement: Settlement, claims: None
) -> None:
    assert tried(settlement).comparison["run"] is None
    assert kinds(tried(settlement))[True] == (1, "4200.00", "1400.00")


def test_the_file_in_force_tried_changes_nothing(settlement: Settlement, claims: None) -> None:
    finished(settlement)

    shadow = tried(settlement, classes.small_text())

    assert shadow.comparison["same"] == shadow.claims == 5
    assert shadow.figures == Run.objects.get().figures


def test_a_plan_may_read_an_answer_that_the_one_in_force_does_not(settlement: Settlement) -> None:
    approved(settlement, YES | {"years": 3})
    approved(settlement, NO | {"years": 4})

    shadow = tried(settlement, classes.small_text("years"))

    assert {kind["answers"]["years"]: kind["now"] for kind in shadow.comparison["kinds"]} == {
        3: "3000.00",
        4: "4000.00",
    }


def test_the_class_list_decides_here_as_well(settlement: Settlement) -> None:
    claim = approved(settlement, NO)
    member_list(settlement, {claim.member_no or 0: True})

    assert kinds(tried(settlement)) == {True: (1, "6999.96", "7000.00")}


def test_undecided_claims_count_as_approved_where_that_is_asked_for(
    settlement: Settlement, claims: None
) -> None:
    finished(settlement)
    for status in ("filed", "in_review", "deficient", "denied", "withdrawn"):
        make.claim(settlement, status=status, answers=NO)

    shadow = tried(settlement, undecided=True)

    assert shadow.claims == 8
    assert kinds(shadow)[False] == (7, "700.00", "875.00")


def test_a_claim_with_answers_that_nobody_had_is_neither_gained_nor_lost(
    settlement: Settlement,
) -> None:
    approved(settlement, NO)
    finished(settlement)
    approved(settlement, YES)

    shadow = tried(settlement)

    assert shadow.comparison["new"] == 1
    assert kinds(shadow)[True] == (1, None, "3500.00")


def test_it_is_kept_with_its_text_and_reason_and_never_changed(
    settlement: Settlement, claims: None
) -> None:
    shadow = tried(settlement)

    event = Event.objects.get(kind="shadowrun.made")
    assert (event.ref, event.why, event.data["sha256"]) == (
        str(shadow.public_id),
        shadow.why,
        shadow.sha256,
    )
    with pytest.raises(ProgrammingError, match="Cannot update"):
        ShadowRun.objects.update(why="Another reason.")


def test_no_table_refers_to_shadow_runs_so_nothing_can_be_paid_from_one(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass FROM pg_constraint"
            " WHERE confrelid = 'payouts_shadowrun'::regclass"
        )
        assert cursor.fetchall() == []


def test_nothing_of_a_run_is_made(settlement: Settlement, claims: None) -> None:
    tried(settlement)

    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("version = 2", SettlementFileRefused),
        (LEVEL.replace('slug = "small"', 'slug = "other"'), Refusal),
        (LEVEL.replace('"unit-down"', '"nearest"').replace('"500.00"', '"499.99"'), PlanRefused),
    ],
)
def test_what_is_refused_is_not_kept(
    settlement: Settlement, text: str, refusal: type[Refusal]
) -> None:
    for _ in range(6):  # 7000.01 among six is 1166.668…, and six times 1166.67 is too much
        approved(settlement, NO)

    with pytest.raises(refusal):
        tried(settlement, text)

    assert not ShadowRun.objects.exists()


def test_a_reason_is_asked_for(settlement: Settlement) -> None:
    with pytest.raises(Refusal, match="Say why"):
        tried(settlement, why=" ")


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_for_a_page_is_given_up_with_a_sentence() -> None:
    case = make.settlement()
    with connection.cursor() as cursor:  # somebody keeps the claims' table meanwhile
        other = connection.copy()
        try:
            with other.cursor() as lock:
                lock.execute("BEGIN; LOCK TABLE claims_claim")
                with pytest.raises(TooLong, match="shadow_run small FILE"):
                    tried(case, patience="100ms")
        finally:
            other.close()
        cursor.execute("SELECT 1")


def test_the_command_says_the_same(settlement: Settlement, claims: None, tmp_path: Path) -> None:
    file = tmp_path / "level.toml"
    file.write_text(LEVEL)
    finished(settlement)

    out, text = StringIO(), StringIO()
    call_command("shadow_run", "small", file, "--json", "--why", "Equal shares.", stdout=out)
    call_command("shadow_run", "small", file, stdout=text)

    printed = json.loads(out.getvalue())
    kept = ShadowRun.objects.get(public_id=printed["id"])
    assert (printed["comparison"], printed["figures"]) == (kept.comparison, kept.figures)
    assert kept.why == "Equal shares."
    assert "It can never pay." in text.getvalue()


def test_the_command_refuses_in_json(settlement: Settlement, tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text(LEVEL.replace('slug = "small"', 'slug = "other"'))
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("shadow_run", "small", file, "--json", stdout=out)

    assert 'must stay "small"' in json.loads(out.getvalue())["refused"]

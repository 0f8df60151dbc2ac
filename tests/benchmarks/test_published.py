"""The published cases run whole, small, at a scale that keeps every figure; a difference fails."""

import sys
from dataclasses import replace

import pytest

from benchmarks import __main__, published
from benchmarks.cases import CASES, Case, Fund
from claims.filing.models import Claim
from payouts.allocation.models import Run, RunStatus
from payouts.ledger import services as ledger
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from settlement.terms.parse import parse_terms

TIKTOK, TIKTOK_20, TIKTOK_ALL, FACEBOOK, GOOGLE = CASES
SMALL = [
    replace(
        TIKTOK,
        claims={False: 1_314, True: 21},
        funds=(
            replace(TIKTOK.funds[0], net_cents=9_200_000, refused="would pay $92,001.39, more"),
        ),
    ),
    replace(
        TIKTOK_20,
        claims={False: 1_752, True: 28},
        funds=(replace(TIKTOK_20.funds[0], net_cents=920_000, residual_cents=292),),
    ),
    replace(
        GOOGLE,
        claims={False: 1_000},
        funds=(Fund(215_000, {False: 215}, 0), Fund(1_700_000, {False: 1200}, 500_000)),
    ),
]
ran = pytest.mark.usefixtures("of_this_database")


@pytest.mark.django_db(transaction=True)
@ran
def test_every_case_is_funded_run_compared_packed_and_checked() -> None:
    report = published.run(cases=SMALL)

    assert report.wrong == []
    assert {row.met for row in report.rows if row.unit == "claims"} == {True}
    titles = [row.what.rpartition(": ")[2] for row in report.rows]
    assert titles.count("verify.py says equal") == 3
    statuses = Run.objects.order_by("pk").values_list("status", flat=True)
    assert [*statuses] == [RunStatus.REFUSED, *[RunStatus.CLOSED] * 3]
    assert ledger.net_cents(Settlement.objects.get(slug="google-plus")) == 1_700_000
    assert Claim.objects.count() == 1_000  # of the last case alone


@pytest.mark.django_db(transaction=True)
@ran
def test_any_difference_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One cent more, for claims of one kind; another estimate; and a cent more that is left."""
    tiktok, fifth, google = SMALL
    wrong = [
        _with(tiktok, cents={False: 6389, True: 38334}),
        _with(fifth, cents={False: 479, True: 2876}),
        _with(google, residual_cents=1),
    ]
    monkeypatch.setitem(published.run.__kwdefaults__, "cases", wrong)
    monkeypatch.setattr(sys, "argv", ["bench", "published"])

    assert __main__.main() == 1

    assert capsys.readouterr().err.splitlines()[-3:] == [
        "TikTok, notice at 1.5 %, $92,000.00: the estimate is {False: (1314, 6389),"
        " True: (21, 38333)}, not {False: 6389, True: 38334}.",
        "TikTok, notice at 20 %, $9,200.00: 28 claims are not awarded what was published.",
        "Google+, $2,150.00: 0 cents are left, not 1.",
    ]


def test_cases_larger_than_asked_for_are_left_out_and_none_is_refused() -> None:
    with pytest.raises(Refusal, match="No published case has so few claims as 1,000"):
        published.run(claims=1_000)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_each_case_is_a_settlement_file_with_the_fund_as_published(case: Case) -> None:
    for fund in case.funds:
        read = parse_terms(case.text(fund), file_name="case.toml")

        assert (read.case.slug, read.fund.net_cents) == (case.slug, fund.net_cents)
        assert len(read.pools) == len(read.pools[0].tranches) == 1
        assert read.read_by_plan <= {"created_in_illinois"}


def _with(case: Case, **changes: object) -> Case:
    return replace(case, funds=(replace(case.funds[0], **changes),))  # type: ignore[arg-type]

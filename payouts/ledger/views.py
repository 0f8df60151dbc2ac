"""The fund: where every dollar is, what moved it, and what the bank confirmed."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from payouts.ledger import services, statements
from payouts.ledger.chart import CASH, CHART, family_of, title_of
from payouts.ledger.forms import FundingForm
from payouts.ledger.parts import WIDTH, Part, parts
from payouts.ledger.services import Holding
from settlement.accounts.http import SignedInRequest
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

PAGE = 100
NEWEST = 2**62  # above every entry's key


@dataclass(frozen=True, slots=True)
class FundShown:
    """A case's fund as its page and the list of funds show it."""

    settlement: Settlement
    gross_cents: int
    funded_cents: int
    cash_cents: int
    parts: list[Part]
    balanced: bool
    behind: bool

    @property
    def received(self) -> bool:
        return self.funded_cents >= self.gross_cents


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def funds(request: HttpRequest) -> HttpResponse:
    """All cases' funds; where there is one case, its fund."""
    cases = [*Settlement.objects.order_by("name")]
    if len(cases) == 1:
        return redirect("ledger-fund", cases[0].slug)
    context = {"funds": [_shown(case) for case in cases], "as_of": timezone.now(), "width": WIDTH}
    return render(request, "payouts/ledger/funds.html", context)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def fund(request: SignedInRequest, slug: str) -> HttpResponse:
    settlement = get_object_or_404(Settlement, slug=slug)
    return _fund_page(request, settlement, FundingForm())


@require_POST
@permission_required("payouts.confirm_funding", raise_exception=True)
def confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record what the bank confirmed."""
    settlement = get_object_or_404(Settlement, slug=slug)
    form = FundingForm(request.POST)
    if form.is_valid():
        try:
            services.confirm_funding(
                settlement=settlement,
                amount_cents=form.cleaned_data["amount"],
                bank_reference=form.cleaned_data["bank_reference"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The bank's confirmation is recorded.")
            return redirect("ledger-fund", slug)
    return _fund_page(request, settlement, form, status=422)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def account(request: HttpRequest, slug: str, account: str) -> HttpResponse:
    """The entries that moved one account, newest first."""
    settlement = get_object_or_404(Settlement, slug=slug)
    holding = _holding(settlement, account)
    before = _key(request.GET.get("before", ""))
    found = statements.movements(
        settlement_id=settlement.pk, account=account, before=before or NEWEST, most=PAGE + 1
    )
    context = {
        "settlement": settlement,
        "holding": holding,
        "movements": found[:PAGE],
        "newer": "?" if before else "",
        "older": f"?before={found[PAGE - 1].entry_id}" if len(found) > PAGE else "",
        "as_of": timezone.now(),
    }
    return render(request, "payouts/ledger/account.html", context)


def _fund_page(
    request: SignedInRequest, settlement: Settlement, form: FundingForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "fund": _shown(settlement),
        "form": form,
        "as_of": timezone.now(),
        "width": WIDTH,
    }
    return render(request, "payouts/ledger/fund.html", context, status=status)


def _shown(settlement: Settlement) -> FundShown:
    fund = terms_of(settlement).fund
    held = {each.account: each.cents for each in services.balances(settlement)}
    cash_cents = held.pop(CASH, 0)
    funded_cents = services.funded(settlement)
    return FundShown(
        settlement=settlement,
        gross_cents=fund.gross_cents,
        funded_cents=funded_cents,
        cash_cents=cash_cents,
        parts=parts(
            gross_cents=max(fund.gross_cents, funded_cents),  # more, after an amendment
            funded_cents=funded_cents,
            deductions=[(each.key, each.title) for each in fund.deductions],
            held=held,
        ),
        balanced=sum(held.values()) == cash_cents,
        behind=services.is_behind(settlement),
    )


def _holding(settlement: Settlement, account: str) -> Holding:
    """The account, or 404 for one that no case like this has."""
    for each in services.balances(settlement):
        if each.account == account:
            return each
    if account in CHART or family_of(account) is not None:
        return Holding(account, title_of(account), "Nothing has moved it yet.", 0)
    raise Http404


def _key(text: str) -> int | None:
    short = len(text) < 19 and text.isascii() and text.isdigit()
    return int(text) if short else None

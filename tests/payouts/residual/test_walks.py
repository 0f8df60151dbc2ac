"""Whatever people do, in whatever order: every cent is somewhere, and the house agrees."""

import random
from collections.abc import Callable, Iterable

import pytest
from django.db import transaction
from django.db.models import Sum

from claims.filing.models import Claim
from payouts.allocation import services as allocation
from payouts.allocation.models import Run, RunStatus
from payouts.payments import services as payments
from payouts.payments.models import Batch, BatchStatus, Payment
from payouts.payments.settling import record_returns, settle_batch
from payouts.residual import distributions, services
from payouts.residual.models import Disposal, DisposalKind, DisposalStatus, Portion
from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import finished, work_off
from tests.payouts.residual.carrying import agrees, case, held
from tests.payouts.residual.test_pools import OWNERS_AND_SHARES

pytestmark = pytest.mark.django_db

STEPS = """
steps = ["second_distribution", "escheat", "cy_pres", "revert"]
second_distribution_minimum = "0.01"
cy_pres = [{ name = "Aid/Trust", percent = "70" }, { name = "Aid-Trust", percent = "30" }]
reserve = "10.00"
"""
FEES = '[[fund.deductions]]\nkey = "fees"\ntitle = "Fees"\namount = "{:.2f}"\n\n[roster]'
HOME_CENTS = 3_000  # what the owners' pool may award, as its file says
# What the owners' pool awarded in all, but for what was given up to the residual.
STANDS = """
    SELECT coalesce(sum(h.cents), 0)
      FROM payouts_run r
      JOIN payouts_award a ON a.run_id = r.id
      JOIN payouts_share h ON h.run_id = a.run_id AND h.measure = a.measure
      LEFT JOIN payouts_givenup g ON g.run_id = a.run_id AND g.claim_id = a.claim_id
      LEFT JOIN payouts_disposal d ON d.id = g.disposal_id
     WHERE r.status = 'approved' AND h.tranche = 'home.owners'
       AND (d.kind IS NULL OR d.kind = 'escheat')
"""
ORDER = "Order of June 1, Dkt. 410"
NET_CENTS = 10_007


class Walk:
    """A case, and people who do what comes to their minds. What is refused changes nothing."""

    def __init__(self, settlement: Settlement, maker: User, checker: User, seed: int) -> None:
        self.settlement, self.maker, self.checker = settlement, maker, checker
        self.random = random.Random(seed)  # noqa: S311 - it plays people, and keeps no secret

    def step(self) -> None:
        try:
            with transaction.atomic():
                self.random.choice(self.verbs)()
        except (Refusal, Nothing):
            pass

    @property
    def verbs(self) -> list[Callable[[], object]]:
        often = [self.approve_run, self.make_batches, self.approve_batch, self.send, self.settle]
        often += [self.plan, self.approve_plan, self.second]
        once = [self.file, self.first, self.late, self.give_up, self.come_back, self.void]
        once += [self.amend]
        return [*often, *often, *once, self.fall, self.rise, self.correct, self.pay_out]

    def any_of[Row](self, rows: Iterable[Row]) -> Row:
        if found := [*rows]:
            return self.random.choice(found)
        raise Nothing

    # Claims

    def file(self) -> None:
        owner = self.random.random() < 0.3
        paying.approved_claim(self.settlement, answers={"created_in_illinois": owner})

    def fall(self) -> None:
        claim = self.any_of(Claim.objects.filter(status="approved", frozen_at=None))
        Claim.objects.filter(pk=claim.pk).update(status="denied")

    def rise(self) -> None:
        claim = self.any_of(Claim.objects.filter(status="denied"))
        Claim.objects.filter(pk=claim.pk).update(status="approved")

    def correct(self) -> None:
        claim = self.any_of(Claim.objects.filter(status="approved", frozen_at=None))
        claim.answers = {"created_in_illinois": not claim.answers["created_in_illinois"]}
        claim.allowed_version += 1
        claim.save(update_fields=["answers", "allowed_version"])

    # The settlement file

    def amend(self) -> None:
        """The court orders other fees, sometimes more than there is left."""
        fees = FEES.format(self.random.randrange(1_000, 2_000) / 100)
        text = self.settlement.versions.get(number=1).text
        paying.amend(self.settlement, text.replace("[roster]", fees, 1))

    # Runs

    def first(self) -> None:
        finished(self.settlement, by=self.maker)

    def late(self) -> None:
        distributions.open_late(settlement=self.settlement, order=ORDER, by=self.maker, now=NOW)
        work_off()

    def second(self) -> None:
        distributions.open_second(settlement=self.settlement, by=self.maker, now=NOW)
        work_off()

    def approve_run(self) -> None:
        run = self.any_of(Run.objects.filter(status=RunStatus.CLOSED))
        allocation.approve_run(run=run, by=self.checker, now=NOW)

    def give_up(self) -> None:
        run = self.any_of(Run.objects.filter(status=RunStatus.CLOSED))
        allocation.give_up_run(run=run, why="Another comes.", by=self.maker, now=NOW)

    # Payments

    def make_batches(self) -> None:
        run = self.any_of(Run.objects.filter(status=RunStatus.APPROVED))
        payments.make_batches(run=run, by=self.maker, now=NOW, order=ORDER)

    def batch(self, status: BatchStatus) -> Batch:
        return self.any_of(Batch.objects.filter(status=status))

    def approve_batch(self) -> None:
        batch = self.batch(BatchStatus.MADE)
        payments.approve_batch(batch=batch, sha256=batch.file_sha256, by=self.checker, now=NOW)

    def send(self) -> None:
        payments.bytes_of(batch=self.batch(BatchStatus.APPROVED), by=self.checker, now=NOW)

    def void(self) -> None:
        batch = self.batch(BatchStatus.APPROVED)
        payments.void_batch(batch=batch, why="Lost.", by=self.checker, bank_word="Never came.")

    def settle(self) -> None:
        batch = self.batch(BatchStatus.APPROVED)
        back = {each.ref: "R03" for each in batch.payments.all() if self.random.random() < 0.3}
        settle_batch(batch=batch, returned=back, by=self.checker, now=NOW, bank_reference="ACK")

    def come_back(self) -> None:
        payment = self.any_of(Payment.objects.filter(status="cleared"))
        record_returns(
            batch=payment.batch,
            returned={payment.ref: "R03"},
            by=self.checker,
            now=NOW,
            bank_reference=payment.ref,
        )

    # What is left

    def plan(self) -> None:
        kind = self.any_of(DisposalKind.values)
        services.make_disposal(
            settlement=self.settlement, kind=kind, by=self.maker, now=NOW, order=ORDER
        )

    def approve_plan(self) -> None:
        plan = self.any_of(Disposal.objects.filter(status=DisposalStatus.MADE))
        try:
            with transaction.atomic():
                services.approve_disposal(disposal=plan, by=self.checker, now=NOW)
        except Refusal:  # it is not any more what it was, and would wait for ever
            services.withdraw_disposal(disposal=plan, why="Outdated.", by=self.maker)

    def pay_out(self) -> None:
        portion = self.any_of(Portion.objects.filter(paid_at=None))
        services.pay_out(
            disposal=portion.disposal,
            place=portion.place,
            bank_reference="WIRE",
            by=self.checker,
            now=NOW,
        )


class Nothing(Exception):
    """There is no row to do it with."""


@pytest.mark.parametrize("seed", [0, 7, 13, 15])
def test_every_cent_is_somewhere_and_everything_agrees(seed: int, alice: User, bob: User) -> None:
    settlement = case(residual=STEPS, net_cents=NET_CENTS, pools=OWNERS_AND_SHARES)
    walk = Walk(settlement, alice, bob, seed)
    for verb in (walk.file, walk.file, walk.file, walk.first, walk.approve_run):
        verb()

    for _ in range(6):
        for _ in range(25):
            walk.step()
        assert agrees(settlement, by=bob)
        assert sql.value(STANDS) <= HOME_CENTS

    cleared = Payment.objects.filter(status="cleared").aggregate(cents=Sum("amount_cents"))["cents"]
    paid_out = Portion.objects.exclude(paid_at=None).aggregate(cents=Sum("cents"))["cents"]
    in_the_bank = held(settlement).get("assets:fund", 0)
    assert in_the_bank + (cleared or 0) + (paid_out or 0) == NET_CENTS

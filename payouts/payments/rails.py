"""The ways to pay for which we write files: what each needs, and how its file comes about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from payouts.bankfiles import checks, nacha, nacha_reader
from payouts.bankfiles.checks import Check
from payouts.bankfiles.nacha import Credit
from payouts.bankfiles.profile import AchProfile, CheckProfile, Profile
from payouts.bankfiles.totals import Totals
from payouts.payments.numbers import Series
from payouts.payments.payees import Payee
from payouts.payments.statements import Line
from settlement.terms.schema import PaymentMethod


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file says of itself, frozen with its batch. created_at: on the case's wall clock."""

    created_at: datetime
    modifier: str
    effective_on: date


class Rail(Protocol):
    """One way to pay.

    origin:     whose files a day has 36 of; "" where their number has no limit
    most, most_cents: payments and cents of one file
    days_out:   banking days from making a file to the day its payments take effect
    """

    @property
    def method(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def ending(self) -> str: ...
    @property
    def series(self) -> Series: ...
    @property
    def most(self) -> int: ...
    @property
    def most_cents(self) -> int: ...
    @property
    def days_out(self) -> int: ...

    def faults(self, line: Line, payee: Payee) -> Sequence[str]:
        """Why this payment cannot stand in any file of this rail."""

    def write(self, rows: Iterable[tuple[Line, Payee]], stamp: Stamp) -> bytes:
        """The file's bytes; ValueError where a row is faulty or there is none."""

    def read(self, data: bytes) -> Totals:
        """Count and sum as the file itself states them; ValueError where it contradicts itself."""


@dataclass(frozen=True, slots=True)
class Ach:
    profile: AchProfile
    method: str = PaymentMethod.ACH.value
    ending: str = "ach"
    most_cents: int = nacha.MOST_CENTS

    @property
    def origin(self) -> str:
        return self.profile.sender.origin

    @property
    def series(self) -> Series:
        odfi = self.profile.sender.odfi
        return Series(self.method, odfi, first=1, most=9_999_999, prefix=odfi, digits=7)

    @property
    def most(self) -> int:
        return nacha.most_credits(line_limit=self.profile.line_limit)

    @property
    def days_out(self) -> int:
        return self.profile.days_out

    def faults(self, line: Line, payee: Payee) -> Sequence[str]:
        return [*nacha.faults_of(_credit(line, payee))]

    def write(self, rows: Iterable[tuple[Line, Payee]], stamp: Stamp) -> bytes:
        return nacha.write(
            (_credit(line, payee) for line, payee in rows),
            sender=self.profile.sender,
            created_at=stamp.created_at,
            modifier=stamp.modifier,
            effective_on=stamp.effective_on,
        )

    def read(self, data: bytes) -> Totals:
        return nacha_reader.totals(data)


@dataclass(frozen=True, slots=True)
class Checks:
    """void_days: days after its date on which a check is stale."""

    profile: CheckProfile
    void_days: int
    method: str = PaymentMethod.CHECK.value
    ending: str = "checks.csv"
    origin: str = ""
    most_cents: int = nacha.MOST_CENTS

    @property
    def series(self) -> Series:
        drawer = self.profile.drawer
        # The account's last digits tell a bank's accounts apart without keeping its number.
        name = f"{drawer.routing}/{drawer.account[-4:]}"
        most = 10**checks.MICR_NUMBER_WIDTH - 1
        return Series(self.method, name, drawer.first_number, most, prefix="", digits=0)

    @property
    def most(self) -> int:
        return self.profile.line_limit - 1  # the header is a line

    @property
    def days_out(self) -> int:
        return self.profile.days_out

    def faults(self, line: Line, payee: Payee) -> Sequence[str]:
        return [*checks.faults_of(_check(line, payee))]

    def write(self, rows: Iterable[tuple[Line, Payee]], stamp: Stamp) -> bytes:
        return checks.write(
            (_check(line, payee) for line, payee in rows),
            drawer=self.profile.drawer,
            dated=stamp.effective_on,
            void_after=stamp.effective_on + timedelta(days=self.void_days),
        )

    def read(self, data: bytes) -> Totals:
        return checks.totals(data)


def rails(profile: Profile, *, void_days: int) -> list[Rail]:
    """Every way to pay that this version writes files for. Other methods wait."""
    return [Ach(profile.ach), Checks(profile.check, void_days)]


def _credit(line: Line, payee: Payee) -> Credit:
    return Credit(
        routing=payee.routing,
        account=payee.account,
        savings=payee.savings,
        amount_cents=line.cents,
        reference=line.ref,
        name=payee.name,
        trace=line.trace,
    )


def _check(line: Line, payee: Payee) -> Check:
    return Check(
        number=int(line.trace),
        payee=payee.check_name,
        amount_cents=line.cents,
        line1=payee.line1,
        line2=payee.line2,
        city=payee.city,
        state=payee.state,
        zip=payee.zip,
        memo=line.claim_number,
        reference=line.ref,
    )

"""Pure: what a person files, whole, and its one canonical text, which the receipt hashes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self

from claims.filing.answers import Answer
from settlement.sealed import canonical

SELF, GUARDIAN = "self", "guardian"  # models.Capacity, for modules that know no framework
CHECKING, SAVINGS = "checking", "savings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One filing. Text that was not given is "", never None.

    first_name, last_name: the claimant's; the child's where a guardian files
    guardian_*, birth_date: of a guardian's filing; birth_date is the child's
    answers:       question key -> answer, in the forms of filing.answers
    routing, account, account_type: of a bank account, for the payment method "ach" alone
    signature:     the full name as typed under the attestation
    attested_text: the words that were signed, in the language they were shown in
    """

    capacity: str = SELF
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    guardian_first_name: str = ""
    guardian_last_name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    email: str = ""
    phone: str = ""
    usernames: tuple[str, ...] = ()
    notice_id: str = ""
    confirmation_code: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    payment_method: str = ""
    routing: str = ""
    account: str = ""
    account_type: str = ""
    signature: str = ""
    attested_text: str = ""
    language: str = "en"

    def as_json(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        plain = {name: getattr(self, name) for name in NAMES}
        plain["birth_date"] = self.birth_date.isoformat() if self.birth_date else None
        plain["usernames"] = list(self.usernames)
        plain["answers"] = dict(self.answers)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """What `as_json` gave. A field that an older version did not have is empty."""
        values = {name: plain[name] for name in NAMES if name in plain}
        birth_date = values.get("birth_date")
        values["birth_date"] = date.fromisoformat(birth_date) if birth_date else None
        values["usernames"] = tuple(values.get("usernames", ()))
        return cls(**values)

    def canonical(self) -> bytes:
        """The one text of these contents: sorted keys, no spaces, UTF-8."""
        return canonical(self.as_json())

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.first_name, self.middle_name, self.last_name)))

    @property
    def signer(self) -> str:
        """Who has to sign: the guardian where one files, else the claimant."""
        if self.capacity == GUARDIAN:
            return f"{self.guardian_first_name} {self.guardian_last_name}"
        return self.full_name


NAMES = tuple(each.name for each in fields(Contents))


def sha256(text: bytes) -> str:
    """The hash that the receipt states, of a canonical text."""
    return hashlib.sha256(text).hexdigest()

"""What is the same for all filings that arrive together, and what each of them becomes."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Self
from uuid import UUID, uuid4

from claims.filing import access, numbers
from claims.filing.answers import Answer
from claims.filing.checks import check
from claims.filing.cleaning import cleaned
from claims.filing.contents import Contents, sha256
from claims.filing.destinations import destination
from claims.filing.faults import FieldFault
from claims.filing.messages import sentence
from claims.filing.models import ClaimStatus
from claims.filing.rules import filing_period, is_late, is_minor
from settlement.errors import Refusal
from settlement.identifiers.identifiers import HashKeys, keys_of
from settlement.keys.hashing import HASH_KEY_BYTES, keyed_hash
from settlement.keys.services import case_key, roster_version
from settlement.roster.keyring import hashing_keys
from settlement.sealed import seal
from settlement.terms.calendar import Period, local_day
from settlement.terms.models import Settlement
from settlement.terms.schema import QuestionKind, Terms
from settlement.terms.services import terms_of

PURPOSE = "claims/version"  # of the case's key


class InvalidContents(Refusal):
    """The filing has faults; each names its field."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__(" ".join(sentence(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Entry:
    """One filing, checked, with everything that it will be stored under but its row's id."""

    key: UUID
    contents: Contents
    text: bytes
    content_sha256: str
    public_id: UUID
    number: str

    @classmethod
    def of(cls, key: UUID, contents: Contents) -> Self:
        text = contents.canonical()
        return cls(
            key=key,
            contents=contents,
            text=text,
            content_sha256=sha256(text),
            public_id=uuid4(),
            number=numbers.new_number(),
        )


@dataclass(frozen=True)
class Intake:
    """Filings of one case that arrived at `now`, on paper or not, from the same third party."""

    settlement: Settlement
    terms: Terms
    now: datetime
    paper: bool
    postmarked_on: date | None
    filer: str

    @classmethod
    def at(
        cls,
        *,
        settlement: Settlement,
        now: datetime,
        paper: bool = False,
        postmarked_on: date | None = None,
        filer: str = "",
    ) -> Self:
        return cls(settlement, terms_of(settlement), now, paper, postmarked_on, filer)

    @cached_property
    def day(self) -> date:
        return local_day(self.now, self.terms.case.zone)

    @cached_property
    def period(self) -> Period:
        return filing_period(self.terms.calendar, now=self.now, paper=self.paper)

    @cached_property
    def late(self) -> bool:
        return is_late(
            self.terms.calendar,
            now=self.now,
            paper=self.paper,
            postmarked_on=self.postmarked_on,
        )

    @cached_property
    def _kept_in_clear(self) -> frozenset[str]:
        """The questions whose answers set-based work reads. What people write may name anybody,
        so a text lies in the sealed version alone, unless the plan itself hangs on it."""
        return frozenset(
            question.key
            for question in self.terms.questions
            if question.kind is not QuestionKind.TEXT or question.key in self.terms.read_by_plan
        )

    @cached_property
    def code_key(self) -> bytes:
        return access.code_key(self.settlement.pk)

    @cached_property
    def _version_key(self) -> bytes:
        return case_key(self.settlement.pk, PURPOSE)

    @cached_property
    def _payment_key(self) -> bytes:
        return case_key(self.settlement.pk, "claims/payment")[:HASH_KEY_BYTES]

    @cached_property
    def _roster_version(self) -> int:
        return roster_version(self.settlement.pk)

    @cached_property
    def _hash_keys(self) -> HashKeys:
        return hashing_keys(self.settlement.pk, version=self._roster_version)

    def entry(self, key: UUID, contents: Contents) -> Entry:
        """Clean and check one filing.

        raises: InvalidContents with every fault
        """
        clean = cleaned(contents, self.terms, paper=self.paper)
        if faults := self.faults(clean):
            raise InvalidContents(faults)
        return Entry.of(key, clean)

    def faults(self, clean: Contents) -> list[FieldFault]:
        """Every fault of cleaned contents."""
        return check(clean, self.terms, on=self.day, paper=self.paper)

    def new_claim(self, entry: Entry, claim_id: int) -> dict[str, object]:
        """The columns of a new claim."""
        return self.columns(entry.contents) | {
            "id": claim_id,
            "settlement_id": self.settlement.pk,
            "public_id": entry.public_id,
            "number": entry.number,
            "status": ClaimStatus.FILED.value,
            "filer": self.filer,
            "paper": self.paper,
            "postmarked_on": self.postmarked_on,
            "late": self.late,
            "received_at": self.now,
            "version": 1,
        }

    def columns(self, contents: Contents) -> dict[str, object]:
        """What set-based work needs of a claim's latest version. Verification starts anew."""
        born = contents.birth_date
        return self.roster_keys(contents) | {
            "capacity": contents.capacity,
            "language": contents.language,
            "minor": born is not None and is_minor(born, on=self.day),
            "answers": self.in_clear(contents),
            "address_state": contents.state,
            "payment_method": contents.payment_method,
            "payment_key": keyed_hash(self._payment_key, destination(contents).encode()),
            "member_no": None,
            "rule": "",
            "queue": "",
            "verified_at": None,
        }

    def in_clear(self, contents: Contents) -> dict[str, Answer]:
        """The answers that the claim's row keeps."""
        kept = self._kept_in_clear
        return {key: answer for key, answer in contents.answers.items() if key in kept}

    def roster_keys(self, contents: Contents) -> dict[str, object]:
        """The columns by which a claim is compared with the class list, and their key's version."""
        keys = keys_of(
            self._hash_keys,
            fold_gmail=self.terms.roster.fold_gmail,
            notice_id=contents.notice_id,
            code=contents.confirmation_code,
            email=contents.email,
            phone=contents.phone,
            usernames=contents.usernames,
            first_name=contents.first_name,
            last_name=contents.last_name,
        )
        return {
            "key_version": self._roster_version,
            "notice_key": keys.notice_key,
            "code_key": keys.code_key,
            "email_key": keys.email_key,
            "phone_key": keys.phone_key,
            "username_keys": [*keys.username_keys],
            "name_key": keys.name_key,
        }

    def version(self, entry: Entry, claim_id: int, number: int) -> tuple[object, ...]:
        """A version's columns, in the order of statements.PUT_VERSIONS."""
        about = place(entry.public_id, number)
        sealed = seal(entry.text, key=self._version_key, about=about)
        return (claim_id, number, sealed, entry.content_sha256, self.now)


def place(public_id: UUID, number: int) -> str:
    """The place a version is sealed for."""
    return f"claims/version/{public_id}/{number}"

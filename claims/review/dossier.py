"""All that a reviewer sees of one claim, opened once and recorded: the page's contents as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from claims.eligibility import candidates, renewal, wording
from claims.eligibility.letters import OPENED, record_openings
from claims.eligibility.matching import Candidate
from claims.eligibility.models import Match
from claims.filing.contents import Contents
from claims.filing.models import Claim, ClaimStatus
from claims.filing.services import contents_of
from claims.filing.spoken import spoken
from claims.nearmisses.comparing import Comparison, compare
from claims.review import near, reasons
from claims.review.evidence import Amount, amounts_of
from claims.review.models import Decision
from claims.review.near import Near
from claims.review.seen import Seen
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.identifiers import masking
from settlement.roster import details, gate
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of

MOST_OPENED = 5  # members of one claim whose details are opened
MOST_RIVALS = 20
MOST_EVENTS = 100
SHOWN = 2  # last digits of an account


@dataclass(frozen=True, slots=True)
class Said:
    """What the claimant says, identifiers and account masked."""

    name: str
    signer: str
    born: str
    address: tuple[str, ...]
    email: str
    phone: str
    usernames: str
    notice_id: str
    answers: tuple[tuple[str, str], ...]
    payment: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member whom the claim may be for, beside the claim."""

    candidate: Candidate
    comparisons: list[Comparison]

    @property
    def member_no(self) -> int:
        return self.candidate.member_no

    @property
    def found_by(self) -> str:
        names = [str(wording.FIELDS[key]).lower() for key in sorted(self.candidate.found_by)]
        return ", ".join(names)


@dataclass(frozen=True, slots=True)
class Rival:
    """Another claim for the same member, or to be paid to the same place.

    same_identifier: it was paid for a member of a list since replaced, by one of the identifiers
    """

    claim: Claim
    same_member: bool
    same_destination: bool
    same_identifier: bool

    @property
    def why(self) -> str:
        common = {
            "same member": self.same_member,
            "same destination": self.same_destination,
            "same identifier, paid by an earlier class list": self.same_identifier,
        }
        return ", ".join(words for words, is_so in common.items() if is_so)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to the claim; who read it, or the list, stands in the log alone."""

    at: datetime
    who: str
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """said, members and amounts are empty for who may not see sealed data."""

    claim: Claim
    seen: Seen
    said: Said | None
    members: list[Member]
    near: Near
    compared: list[wording.Row]
    amounts: list[Amount]
    rivals: list[Rival]
    history: list[Line]


def open_dossier(*, claim: Claim, by: User, purpose: str) -> Dossier:
    """Open everything a reviewer decides by; each sealed record opened is an event."""
    terms = terms_of(claim.settlement)
    contents = contents_of(claim)
    record_openings(claim_ids=[claim.pk], by=by, purpose=purpose)
    members, found = _members(claim, contents, terms=terms, by=by, purpose=purpose)
    said = _said(contents, terms)
    return _dossier(claim, said=said, members=members, near=found, terms=terms)


def closed_dossier(claim: Claim) -> Dossier:
    """The same without anything sealed: for who may see claims but not review them."""
    terms = terms_of(claim.settlement)
    return _dossier(claim, said=None, members=[], near=near.NOTHING, terms=terms)


def _dossier(
    claim: Claim, *, said: Said | None, members: list[Member], near: Near, terms: Terms
) -> Dossier:
    latest = claim.verdicts.order_by("-pk").first()
    shown = {member.member_no for member in members}
    shown |= {member.member_no for member in near.members}
    return Dossier(
        claim=claim,
        seen=Seen(claim.version, latest.pk if latest else 0, claim.allowed_version),
        said=said,
        members=members,
        near=near,
        compared=wording.describe(latest.compared, labels=_labels(terms)) if latest else [],
        amounts=amounts_of(claim, terms) if said else [],
        rivals=_rivals(claim, shown),
        history=_history(claim),
    )


def _labels(terms: Terms) -> Mapping[str, str]:
    return {question.key: question.label.get("en", question.key) for question in terms.questions}


def _members(
    claim: Claim, contents: Contents, *, terms: Terms, by: User, purpose: str
) -> tuple[list[Member], Near]:
    """The members that the identifiers lead to, and those that they nearly do."""
    settlement = claim.settlement
    gate.pass_through(
        gate.PROBE, settlement=settlement, refs=[claim.number], purpose=purpose, by=by
    )
    found = candidates.of_claim(settlement_id=claim.settlement_id, claim_id=claim.pk)[:MOST_OPENED]
    nearly = near.shown_for(claim)
    numbers = [candidate.member_no for candidate in found]
    numbers += [each.member_no for each in nearly if each.member_no not in numbers]
    opened = details.open_details(settlement=settlement, member_nos=numbers, purpose=purpose, by=by)
    beside = {
        member_no: _beside(contents, detail, terms)
        for member_no, detail in zip(numbers, opened, strict=True)
    }
    members = [Member(candidate, beside[candidate.member_no]) for candidate in found]
    return members, near.near_of(claim, nearly, beside)


def _beside(contents: Contents, detail: details.MemberDetail, terms: Terms) -> list[Comparison]:
    masked, fold_gmail = details.masked(detail), terms.roster.fold_gmail
    return compare(contents, detail, masked=masked, fold_gmail=fold_gmail)


def _said(contents: Contents, terms: Terms) -> Said:
    town = f"{contents.city}, {contents.state} {contents.zip}"
    return Said(
        name=contents.full_name,
        signer=contents.signer,
        born=contents.birth_date.strftime("%B %-d, %Y") if contents.birth_date else "",
        address=tuple(filter(None, (contents.line1, contents.line2, town))),
        email=masking.email(contents.email) if contents.email else "",
        phone=masking.phone(contents.phone),
        usernames=", ".join(map(masking.start, contents.usernames)),
        notice_id=masking.end(contents.notice_id),
        answers=tuple(_answers(contents, terms)),
        payment=_payment(contents),
    )


def _answers(contents: Contents, terms: Terms) -> Iterator[tuple[str, str]]:
    """In the order given; what answers no question that the terms have stays as it is."""
    questions = {question.key: question for question in terms.questions}
    for key, answer in contents.answers.items():
        question = questions.get(key)
        if question is None or answer is None:
            yield key, str(answer)
        else:
            yield question.label_in("en"), spoken(question, answer, language="en")


def _payment(contents: Contents) -> str:
    method = contents.payment_method.replace("_", " ")
    if not contents.account:
        return method
    return f"{method}, {contents.account_type} account ending in {contents.account[-SHOWN:]}"


def _rivals(claim: Claim, member_nos: set[int]) -> list[Rival]:
    numbers = member_nos | ({claim.member_no} if claim.member_no is not None else set())
    matches = Match.objects.filter(settlement=claim.settlement)
    approved = Claim.objects.filter(settlement=claim.settlement, status=ClaimStatus.APPROVED)
    by_member = _ids(matches.filter(sure=True, member_no__in=numbers))
    by_member |= _ids(approved.filter(member_no__in=numbers))
    by_place: set[int] = set()
    if claim.payment_key is not None:
        by_place = _ids(matches.filter(payment_key=claim.payment_key))
    paid = renewal.paid_alike(claim=claim)
    others = Claim.objects.filter(pk__in=(by_member | by_place | paid) - {claim.pk})
    return [
        Rival(other, other.pk in by_member, other.pk in by_place, other.pk in paid)
        for other in others.order_by("received_at", "pk")[:MOST_RIVALS]
    ]


def _ids(rows: QuerySet[Any]) -> set[int]:
    return set(rows.values_list("pk", flat=True)[: MOST_RIVALS + 1])


def _history(claim: Claim) -> list[Line]:
    events = Event.objects.filter(entity=Claim.ENTITY, ref=claim.number)
    told = events.exclude(kind=OPENED).exclude(kind__startswith="roster.")
    happened = told.select_related("actor").order_by("-pk")
    lines = [_event(event) for event in happened[:MOST_EVENTS]]
    lines += [_decision(each) for each in claim.decisions.select_related("by")]
    return sorted(lines, key=lambda line: line.at)


def _event(event: Event) -> Line:
    what = event.kind.partition(".")[2].replace("_", " ")
    if event.to_status in ClaimStatus:
        what = ClaimStatus(event.to_status).label
    return Line(event.at, str(event.actor), what, _code(event.why))


def _decision(decision: Decision) -> Line:
    said = (_code(decision.reason), decision.message, decision.note and f"Note: {decision.note}")
    return Line(decision.at, str(decision.by), "decision", " · ".join(filter(None, said)))


def _code(why: str) -> str:
    """A code in words; what is no code stays as it is."""
    if why in wording.RULES:
        return wording.RULES[why].title
    return reasons.BY_CODE[why].title if why in reasons.BY_CODE else why

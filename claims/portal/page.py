"""Everything that the page of one claim shows. Opening the claim for it is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from claims.eligibility import wording
from claims.eligibility.models import Verdict
from claims.filing import services as filing
from claims.filing.contents import GUARDIAN, Contents
from claims.filing.models import Claim, ClaimStatus
from claims.filing.spoken import spoken
from claims.portal import amounts
from claims.portal.compared import contradicted, told
from claims.portal.reasons import why
from claims.portal.timeline import Facts, LookAgain, Stop, look_again, timeline
from claims.portal.words import MARKS, STATUSES, Text, Words
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.audit.models import Event
from settlement.identifiers import masking
from settlement.terms.schema import PaymentMethod, Terms
from settlement.terms.services import terms_of
from settlement.terms.words import METHOD_NAMES

# Told at once, comparisons would answer anybody who files in another's name whether that person is
# on the class list. Who is approved showed who they are; who is denied has a right to the evidence.
SAY_WHAT_WAS_COMPARED = {ClaimStatus.APPROVED, ClaimStatus.DENIED}
UNDECIDED = {ClaimStatus.FILED, ClaimStatus.IN_REVIEW}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that we have of the claimant."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Page:
    """contradicted: answers of an approved claim that are not what the class list says, in words

    why: what is missing, or why the claim is denied, in paragraphs; none where neither
    amounts: what is allowed of amounts that a document has to show, once decided
    look_again: where the claim is denied, or less is allowed than was claimed
    """

    claim: Claim
    terms: Terms
    status: Text
    stops: list[tuple[Stop, Words]]
    have: list[Line]
    compared: list[wording.Row]
    contradicted: list[str]
    why: list[Text]
    amounts: list[amounts.Told]
    look_again: LookAgain | None
    undecided: bool
    may_withdraw: bool


def page_of(claim: Claim, *, by: User, language: str, now: datetime) -> Page:
    """Open a claim for the claimant. The reading is recorded under `by`, a service account."""
    terms = terms_of(claim.settlement)
    contents = filing.contents_of(claim)
    audit.record(
        kind="claim.opened",
        entity=claim.ENTITY,
        ref=claim.number,
        by=by,
        settlement_id=claim.settlement_id,
        why="to show the claimant where the claim stands",
    )
    facts = _facts(claim)
    stops = timeline(facts, terms.calendar, now=now)
    compared = _latest(claim, terms)
    allowed = amounts.told(claim, terms, language)
    is_less = claim.status == ClaimStatus.DENIED or amounts.is_any_less(allowed)
    return Page(
        claim=claim,
        terms=terms,
        status=STATUSES[claim.status],
        stops=[(stop, MARKS[stop.mark]) for stop in stops],
        have=[*_have(contents, terms, language)],
        compared=_compared(compared, terms, language),
        contradicted=_contradicted(claim, compared, contents, terms, language),
        why=why(claim),
        amounts=allowed,
        look_again=look_again(facts, terms.calendar, now=now) if is_less else None,
        undecided=claim.status in UNDECIDED,
        may_withdraw=claim.may_withdraw,
    )


def _facts(claim: Claim) -> Facts:
    moves = Event.objects.filter(entity=claim.ENTITY, ref=claim.number, to_status=claim.status)
    last = moves.order_by("-pk").values_list("at", flat=True).first()
    return Facts(
        status=claim.status,
        received_at=claim.received_at,
        verified_at=claim.verified_at,
        changed_at=last or claim.received_at,
        frozen=claim.frozen_at is not None,
    )


def _have(contents: Contents, terms: Terms, language: str) -> Iterator[Line]:
    """What was filed, masked; what was not given is left out."""
    lines = [
        Line(_("Name"), _name(contents.first_name, contents.last_name)),
        Line(_("Filed by"), _filer(contents)),
        Line(_("Address"), _address(contents)),
        Line(_("E-mail address"), masking.email(contents.email)),
        Line(_("Phone number"), masking.phone(contents.phone)),
        Line(_("Usernames"), ", ".join(map(masking.start, contents.usernames))),
        *_answers(contents, terms, language),
        Line(_("How you are paid"), _payment(contents)),
    ]
    yield from (line for line in lines if line.value)


def _name(first: str, last: str) -> str:
    """A name that its bearer recognises: the first name, and how the last begins."""
    return f"{first} {masking.start(last)}"


def _address(contents: Contents) -> str:
    return f"{contents.city}, {contents.state} {masking.zip_code(contents.zip)}"


def _filer(contents: Contents) -> Text:
    if contents.capacity != GUARDIAN:
        return ""
    name = _name(contents.guardian_first_name, contents.guardian_last_name)
    return _("%(name)s, parent or guardian") % {"name": name}


def _answers(contents: Contents, terms: Terms, language: str) -> Iterator[Line]:
    for question in terms.questions:
        answer: object = contents.answers.get(question.key)
        if answer is not None:
            yield Line(question.label_in(language), spoken(question, answer, language=language))


def _payment(contents: Contents) -> Text:
    method = PaymentMethod(contents.payment_method)
    if method is PaymentMethod.ACH:
        return f"{METHOD_NAMES[method]}, {masking.end(contents.account)}"
    return METHOD_NAMES[method]


def _latest(claim: Claim, terms: Terms) -> Mapping[str, str]:
    """What the latest verdict about this version compared, once the claim is decided.

    What the list says of a member is told of the claim's own alone: where a person decided, the
    verdict may have compared somebody whose name is another.
    """
    if claim.status not in SAY_WHAT_WAS_COMPARED:
        return {}
    verdict = Verdict.objects.filter(claim=claim, claim_version=claim.version).last()
    if verdict is None:
        return {}
    compared: Mapping[str, str] = verdict.compared
    if claim.rule == verdict.rule or claim.member_no == verdict.member_no:
        return compared
    answers = {question.key for question in terms.questions}
    return {field: said for field, said in compared.items() if field not in answers}


def _compared(compared: Mapping[str, str], terms: Terms, language: str) -> list[wording.Row]:
    labels = {question.key: question.label_in(language) for question in terms.questions}
    return told(compared, labels=labels)


def _contradicted(
    claim: Claim, compared: Mapping[str, str], contents: Contents, terms: Terms, language: str
) -> list[str]:
    if claim.status != ClaimStatus.APPROVED:
        return []
    return contradicted(
        compared, answers=contents.answers, questions=terms.questions, language=language
    )

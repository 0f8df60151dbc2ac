"""What is done to a range of claims, whichever job or bell asked for it."""

from datetime import datetime
from functools import partial

from claims.eligibility import candidates, changes, letters, lists, newkey, renewal, verdicts
from claims.eligibility.lists import Lists
from claims.filing.amounts import documented
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of, version_of
from settlement.work.models import Chunk


def renew(settlement: Settlement, chunk: Chunk, *, by: User, now: datetime) -> int:
    """Take back and match anew what a list that was replaced, or changes, concern of a chunk."""
    data = chunk.job.data
    of_list = "list" in data
    renew_chunk = (
        renewal.renew_chunk if of_list else partial(changes.renew_chunk, changes=data["changes"])
    )
    return renew_chunk(
        settlement_id=settlement.pk,
        lists=_lists(settlement),
        first=chunk.first,
        last=chunk.last,
        flags=flag_places(terms_of(settlement)),
        by=by.pk,
        now=now,
    )


def take_back_left_behind(settlement: Settlement, *, most: int, by: User, now: datetime) -> None:
    """File anew unpaid claims that a replaced list's members have still; `most` at a time."""
    found = _lists(settlement)
    behind = renewal.left_behind(settlement_id=settlement.pk, lists=found, most=most)
    if behind is not None:
        first, last = behind
        renewal.take_back(
            settlement_id=settlement.pk, lists=found, first=first, last=last, by=by.pk, now=now
        )


def match(settlement: Settlement, *, first: int, last: int, now: datetime) -> int:
    """Match the filed claims first..last, keyed under the list's key. Return how many."""
    newkey.catch_up(settlement, first=first, last=last, now=now)
    return candidates.match_chunk(
        settlement_id=settlement.pk,
        class_list=_lists(settlement).in_use,
        first=first,
        last=last,
        flags=flag_places(terms_of(settlement)),
    )


def _lists(settlement: Settlement) -> Lists:
    return lists.of_case(settlement_id=settlement.pk)


def flag_places(terms: Terms) -> list[tuple[str, int]]:
    """The questions that name a flag of the class list, with the flag's place in its number."""
    flags = terms.roster.flags
    return [
        (question.key, flags.index(question.roster_flag))
        for question in terms.questions
        if question.roster_flag
    ]


def decide(settlement: Settlement, *, first: int, last: int, by: User, now: datetime) -> int:
    """Decide the matched claims first..last, and write to whom something is missing from.

    Return how many.
    """
    terms_version_id = version_of(settlement).pk
    decided = verdicts.decide_chunk(
        settlement_id=settlement.pk,
        lists=_lists(settlement),
        terms_version_id=terms_version_id,
        documented=[question.key for question in documented(terms_of(settlement))],
        first=first,
        last=last,
        by=by.pk,
        now=now,
    )
    if decided.repeated:
        verdicts.recall(
            settlement_id=settlement.pk,
            terms_version_id=terms_version_id,
            payment_keys=decided.repeated,
            by=by.pk,
            now=now,
        )
    letters.tell_incomplete(settlement=settlement, claim_ids=decided.incomplete, by=by, now=now)
    return decided.claims

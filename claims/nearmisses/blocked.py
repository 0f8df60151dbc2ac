"""Claims with the few members that their variants led to, both opened; each reading is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.eligibility.letters import record_openings
from claims.filing.contents import Contents
from claims.filing.models import Claim
from claims.filing.services import contents_of_many
from claims.nearmisses import blocking, statements
from claims.nearmisses.ranking import Found, worth_opening
from claims.nearmisses.statements import Due
from settlement.accounts.models import User
from settlement.roster.details import MemberDetail
from settlement.roster.reading import Opening, read_members
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of


@dataclass(frozen=True, slots=True)
class Blocked:
    """What is known of a chunk of claims, by claim id, and of members, by number.

    found:   the members of each claim whose details were read, the most promising first
    aliases: number of a record -> the member that it was found to be
    """

    contents: Mapping[int, Contents]
    found: Mapping[int, Sequence[Found]]
    details: Mapping[int, MemberDetail]
    aliases: Mapping[int, int]
    fold_gmail: bool

    def opened(self, claim: Due) -> list[tuple[Found, MemberDetail]]:
        """A claim's members with their details; who left the list meanwhile is left out."""
        return [
            (found, self.details[found.member_no])
            for found in self.found[claim.claim_id]
            if found.member_no in self.details
        ]


def open_claims(
    *, settlement: Settlement, claims: Sequence[Due], purpose: str
) -> Mapping[int, Contents]:
    """Open claims, by claim id."""
    claim_ids = [claim.claim_id for claim in claims]
    record_openings(claim_ids=claim_ids, by=_service(), purpose=purpose)
    return contents_of_many(settlement=settlement, claim_ids=claim_ids)


def open_blocked(
    *,
    settlement: Settlement,
    claims: Sequence[Due],
    contents: Mapping[int, Contents],
    purpose: str,
) -> Blocked:
    """Find and open the members of claims that were opened. Needs a transaction in which the
    planner keeps to indexes (`plan_by_index`)."""
    fold_gmail = terms_of(settlement).roster.fold_gmail
    hits = blocking.find(
        settlement=settlement, due=claims, contents=contents, fold_gmail=fold_gmail
    )
    found = {claim_id: worth_opening(those) for claim_id, those in hits.items()}
    openings = (
        Opening(Claim.ENTITY, claim.number, [each.member_no for each in found[claim.claim_id]])
        for claim in claims
    )
    details = read_members(settlement=settlement, openings=openings, purpose=purpose, by=_service())
    aliases = statements.aliases(settlement_id=settlement.pk, member_nos=[*details])
    return Blocked(contents, found, details, aliases, fold_gmail)


def _service() -> User:
    return User.objects.service("near-misses")

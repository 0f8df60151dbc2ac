"""Pure: a claim beside one member of the list, field by field, identifiers masked."""

from dataclasses import dataclass

from claims.filing.contents import Contents
from claims.review.likeness import Likeness, alike
from settlement.roster import masking, normalise
from settlement.roster.details import MemberDetail

ZIP_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field: what each says, as far as a reviewer may see it, and how alike they are."""

    field: str
    said: str
    listed: str
    likeness: Likeness

    @property
    def mark(self) -> str:
        return self.likeness.mark


def compare(
    said: Contents, listed: MemberDetail, *, masked: MemberDetail, fold_gmail: bool
) -> list[Comparison]:
    """Every field that both could have. `masked` is `listed` as the reviewer may see it."""

    def mailbox(text: str) -> str:
        return normalise.email(text, fold_gmail=fold_gmail)

    first, family = _names(said, listed)
    usernames = [
        alike(name, listed.username, canonical=normalise.username) for name in said.usernames
    ]
    return [
        Comparison("First name", said.first_name, masked.first_name, first),
        Comparison("Family name", said.last_name, masked.last_name, family),
        Comparison(
            "Notice ID",
            masking.end(said.notice_id),
            masked.notice_id,
            alike(said.notice_id, listed.notice_id, canonical=normalise.notice_id),
        ),
        Comparison(
            "E-mail",
            masking.email(said.email) if said.email else "",
            masked.email,
            alike(said.email, listed.email, canonical=mailbox),
        ),
        Comparison(
            "Phone",
            masking.phone(said.phone),
            masked.phone,
            alike(said.phone, listed.phone, canonical=normalise.phone),
        ),
        Comparison(
            "Username",
            ", ".join(map(masking.start, said.usernames)),
            masked.username,
            _best(usernames),
        ),
        Comparison(
            "Street",
            f"{said.line1} {said.line2}".strip(),
            masked.line1,
            alike(
                f"{said.line1} {said.line2}",
                f"{listed.line1} {listed.line2}",
                canonical=_words,
            ),
        ),
        Comparison("City", said.city, masked.city, alike(said.city, listed.city, canonical=_words)),
        Comparison("State", said.state, masked.state, alike(said.state, listed.state)),
        Comparison("ZIP", said.zip, masked.zip, alike(said.zip, listed.zip, canonical=_zip)),
    ]


def _names(said: Contents, listed: MemberDetail) -> tuple[Likeness, Likeness]:
    first = alike(said.first_name, listed.first_name, canonical=normalise.family_name)
    family = alike(said.last_name, listed.last_name, canonical=normalise.family_name)
    crossed = (
        alike(said.first_name, listed.last_name, canonical=normalise.family_name),
        alike(said.last_name, listed.first_name, canonical=normalise.family_name),
    )
    if family is not Likeness.SAME and crossed == (Likeness.SAME, Likeness.SAME):
        return Likeness.SWAPPED, Likeness.SWAPPED
    return first, family


def _best(found: list[Likeness]) -> Likeness:
    order = [*Likeness]
    return min(found, key=order.index, default=Likeness.NOT_GIVEN)


def _words(text: str) -> str:
    kept = "".join(each if each.isalnum() else " " for each in text.casefold())
    return " ".join(kept.split())


def _zip(text: str) -> str:
    return text[:ZIP_DIGITS]

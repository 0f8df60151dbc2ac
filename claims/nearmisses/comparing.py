"""Pure: a claim beside one member of the list, field by field, identifiers masked."""

from dataclasses import dataclass

from claims.filing.contents import Contents
from claims.nearmisses import parts
from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness, alike
from settlement.identifiers import masking, normalise
from settlement.roster.details import MemberDetail


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
    """Every field that both could have. `masked` is `listed` as the reviewer may see it.

    The Confirmation Code is not among them: nobody opens it (see `finding`).
    """
    found = likenesses(said, listed, fold_gmail=fold_gmail)
    shown = {
        Field.FIRST_NAME: (said.first_name, masked.first_name),
        Field.FAMILY_NAME: (said.last_name, masked.last_name),
        Field.NOTICE_ID: (masking.end(said.notice_id), masked.notice_id),
        Field.EMAIL: (masking.email(said.email) if said.email else "", masked.email),
        Field.PHONE: (masking.phone(said.phone), masked.phone),
        Field.USERNAME: (", ".join(map(masking.start, said.usernames)), masked.username),
        Field.STREET: (f"{said.line1} {said.line2}".strip(), masked.line1),
        Field.CITY: (said.city, masked.city),
        Field.STATE: (said.state, masked.state),
        Field.ZIP: (said.zip, masked.zip),
    }
    return [Comparison(field, *shown[field], likeness) for field, likeness in found.items()]


def likenesses(said: Contents, listed: MemberDetail, *, fold_gmail: bool) -> dict[Field, Likeness]:
    """How alike each field is, in the order in which it is shown."""

    def mailbox(text: str) -> str:
        return normalise.email(text, fold_gmail=fold_gmail)

    first, family = _names(said, listed)
    usernames = [
        alike(name, listed.username, canonical=normalise.username, partly=parts.username)
        for name in said.usernames
    ]
    return {
        Field.FIRST_NAME: first,
        Field.FAMILY_NAME: family,
        Field.NOTICE_ID: alike(said.notice_id, listed.notice_id, canonical=normalise.notice_id),
        Field.EMAIL: alike(said.email, listed.email, canonical=mailbox, partly=parts.email),
        Field.PHONE: alike(said.phone, listed.phone, canonical=normalise.phone, partly=parts.phone),
        Field.USERNAME: _best(usernames),
        Field.STREET: alike(
            f"{said.line1} {said.line2}",
            f"{listed.line1} {listed.line2}",
            canonical=parts.street_words,
            partly=parts.street,
        ),
        Field.CITY: alike(said.city, listed.city, canonical=parts.words),
        Field.STATE: alike(said.state, listed.state),
        Field.ZIP: alike(said.zip, listed.zip, canonical=parts.five_digits, partly=parts.area),
    }


def _names(said: Contents, listed: MemberDetail) -> tuple[Likeness, Likeness]:
    letters = normalise.family_name
    first = alike(said.first_name, listed.first_name, canonical=letters, partly=parts.beginning)
    family = alike(said.last_name, listed.last_name, canonical=letters, partly=parts.double_name)
    crossed = (
        alike(said.first_name, listed.last_name, canonical=letters),
        alike(said.last_name, listed.first_name, canonical=letters),
    )
    if family is not Likeness.SAME and crossed == (Likeness.SAME, Likeness.SAME):
        return Likeness.SWAPPED, Likeness.SWAPPED
    return first, family


def _best(found: list[Likeness]) -> Likeness:
    order = [*Likeness]
    return min(found, key=order.index, default=Likeness.NOT_GIVEN)

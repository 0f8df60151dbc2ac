"""Pure: where the money of a claim goes, as one text, so that repeated destinations are found."""

from claims.filing.contents import Contents
from settlement.identifiers import normalise
from settlement.terms.schema import PaymentMethod

ZIP_DIGITS = 5


def destination(contents: Contents) -> str:
    """The bank account, mailbox, phone or postal address, spelt one way; never shown, only hashed.

    A check goes to an address, whatever name stands on it: a ring that shares a letter box uses
    many names.
    """
    match contents.payment_method:
        case PaymentMethod.ACH:
            return f"ach {contents.routing} {contents.account}"
        case PaymentMethod.PAYPAL | PaymentMethod.PREPAID_CARD:
            return f"email {normalise.email(contents.email, fold_gmail=True)}"
        case PaymentMethod.VENMO:
            return f"phone {contents.phone}"
    street = _letters_and_digits(f"{contents.line1} {contents.line2}")
    return f"post {street} {contents.zip[:ZIP_DIGITS]}"


def _letters_and_digits(text: str) -> str:
    words = "".join(each if each.isalnum() else " " for each in text.casefold()).split()
    return " ".join(words)

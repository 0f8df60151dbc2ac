"""What a fault means in words: what is wrong and what to do, in the reader's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from claims.filing.faults import Fault, FieldFault

_REQUIRED = {
    "first_name": _("Enter the first name."),
    "last_name": _("Enter the last name."),
    "guardian_first_name": _("Enter the parent's or guardian's first name."),
    "guardian_last_name": _("Enter the parent's or guardian's last name."),
    "birth_date": _("Enter the child's date of birth."),
    "line1": _("Enter the street address or P.O. box."),
    "city": _("Enter the city."),
    "state": _("Choose the state."),
    "zip": _("Enter the ZIP code."),
    "payment_method": _("Choose how you want to be paid."),
    "routing": _("Enter the routing number of your bank."),
    "account": _("Enter your account number."),
    "account_type": _("Choose checking or savings."),
    "signature": _("Type your full name to sign."),
    "attested_text": _("The statement that you sign is missing. Go back one page and sign again."),
}

_SENTENCES = {
    Fault.REQUIRED: _("Answer this question."),
    Fault.TOO_LONG: _("Shorten this to at most %(bound)s characters."),
    Fault.TOO_MANY: _("Enter at most %(bound)s."),
    Fault.UNPRINTABLE: _("This has characters that cannot be seen. Delete it and type it again."),
    Fault.NO_LETTER: _("A name needs at least one letter. Type the name again."),
    Fault.CAPACITY: _("Choose whether you file for yourself or for a child."),
    Fault.LANGUAGE: _("Choose one of the languages that we offer."),
    Fault.STATE: _("Choose a state or territory of the United States."),
    Fault.ZIP: _("A ZIP code has five digits, such as 60601, or nine, such as 60601-1234."),
    Fault.EMAIL: _("Enter an e-mail address such as name@example.com."),
    Fault.PHONE: _("Enter a phone number with its area code, such as 312 555 0142."),
    Fault.UNREACHABLE: _("Enter an e-mail address or a phone number, so that we can reach you."),
    Fault.BORN_LATER: _("This date is in the future. Enter the date of birth."),
    Fault.BORN_LONG_AGO: _("This date is more than 125 years ago. Check the year."),
    Fault.OF_AGE: _("This person is 18 or older and files without a parent or guardian."),
    Fault.METHOD: _("Choose one of the ways to be paid that we offer."),
    Fault.METHOD_NEEDS_PHONE: _(
        "To pay you this way, we need a phone number. Enter one, or choose another way."
    ),
    Fault.METHOD_NEEDS_EMAIL: _(
        "To pay you this way, we need an e-mail address. Enter one, or choose another way."
    ),
    Fault.ROUTING: _(
        "This is not the routing number of a U.S. bank. It has nine digits and is at the bottom"
        " left of your checks. Check each digit."
    ),
    Fault.ACCOUNT: _("An account number has 4 to 17 digits and no letters. Check each digit."),
    Fault.ACCOUNT_TYPE: _("Choose checking or savings."),
    Fault.YES_OR_NO: _("Answer yes or no."),
    Fault.WHOLE_NUMBER: _("Enter a whole number in digits, such as 12."),
    Fault.AMOUNT: _("Enter an amount in dollars and cents, such as 12.00."),
    Fault.CHOICE: _("Choose one of the answers listed."),
    Fault.DATE: _("Enter a real date as year, month and day, such as 2021-09-30."),
    Fault.BELOW: _("Enter %(bound)s or more."),
    Fault.ABOVE: _("Enter %(bound)s or less."),
}


def sentence(fault: FieldFault) -> str:
    """The fault as the claimant reads it, in the language that is active."""
    words = _SENTENCES[fault.fault]
    if fault.fault is Fault.REQUIRED:
        words = _REQUIRED.get(fault.field, words)
    return str(words) % {"bound": fault.bound}


def in_english(fault: FieldFault) -> str:
    """The fault with its field, for staff and for the results of bulk files."""
    with override("en"):
        return f"{fault.field}: {sentence(fault)}"

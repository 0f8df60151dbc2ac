"""One form a step. Labels, hints and what a browser may fill in; the rules are filing's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.filing.contents import CHECKING, GUARDIAN, SAVINGS, SELF
from claims.wizard.attestation import attestation
from claims.wizard.fields import (
    PLAIN,
    Day,
    Lines,
    Typed,
    choice,
    digits,
    line,
)
from claims.wizard.step_form import StepForm
from claims.wizard.steps import NO, YES
from settlement.identifiers import states
from settlement.terms.schema import PaymentMethod
from settlement.terms.words import METHOD_NAMES

_NO_CHILD = {"birth_date": None, "guardian_first_name": "", "guardian_last_name": ""}


class StartForm(StepForm):
    has_notice = choice(
        _("Do you have a Notice ID and a Confirmation Code?"),
        [
            (YES, _("Yes, I have both")),
            (NO, _("No, or I cannot find them")),
        ],
        hint=_("They are on the notice you got by e-mail, by mail or in the app."),
    )

    def clean(self) -> None:
        if self.cleaned_data.get("has_notice") not in {YES, NO}:
            self.add_error("has_notice", _("Choose yes or no. You can file either way."))
        super().clean()

    def together(self) -> dict[str, Any]:
        together = super().together()
        if together.get("has_notice") == NO:
            together |= {"notice_id": "", "confirmation_code": ""}
        return together


class NoticeForm(StepForm):
    heading = _("What are your Notice ID and Confirmation Code?")
    lead = _("Type them as they are printed. Capital letters, spaces and hyphens do not matter.")
    notice_id = line(_("Notice ID"), hint=_("For example 7KQ2-9F4D-PX3W-8RTH"), **PLAIN)
    confirmation_code = line(_("Confirmation Code"), hint=_("For example K4T7P-9XWMR"), **PLAIN)

    def clean(self) -> None:
        self.require("notice_id", _("Enter the Notice ID."))
        self.require("confirmation_code", _("Enter the Confirmation Code."))
        super().clean()


class WhoForm(StepForm):
    capacity = choice(
        _("Who are you filing for?"),
        [
            (SELF, _("For myself. I am 18 or older.")),
            (GUARDIAN, _("For a child under 18, as a parent or legal guardian")),
        ],
        hint=_(
            "Each person needs a separate claim. If you are under 18, ask a parent or legal"
            " guardian to file for you."
        ),
    )

    def together(self) -> dict[str, Any]:
        """Without what was said of a child, where none is filed for any more.

        A birth date that stayed would make a minor of the adult who files.
        """
        together = super().together()
        return together if together.get("capacity") == GUARDIAN else together | _NO_CHILD


class NameForm(StepForm):
    lead = _("If you can, as it appears on the account or on the notice.")
    first_name = line(_("First name"), autocomplete="given-name")
    middle_name = line(_("Middle name (optional)"), autocomplete="additional-name")
    last_name = line(_("Last name"), autocomplete="family-name")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.heading = _("What is your name?")
        if self.filled.get("capacity") == GUARDIAN:
            self.heading = _("What is your child's name?")
            for field in self.fields.values():  # the browser would offer the parent's
                field.widget.attrs["autocomplete"] = "off"


class BirthDateForm(StepForm):
    birth_date = Day(
        label=_("What is your child's date of birth?"),
        help_text=_("A parent or guardian can file only for a child under 18."),
    )


class GuardianForm(StepForm):
    heading = _("What is your own name?")
    lead = _("You sign for the child, and the payment is made out to you, for the child.")
    guardian_first_name = line(_("Your first name"), autocomplete="given-name")
    guardian_last_name = line(_("Your last name"), autocomplete="family-name")


class AddressForm(StepForm):
    heading = _("What is your mailing address?")
    lead = _("If you choose to be paid by check, we mail it here.")
    line1 = line(_("Street address or P.O. box"), autocomplete="address-line1")
    line2 = line(_("Apartment, suite or unit (optional)"), autocomplete="address-line2")
    city = line(_("City"), autocomplete="address-level2")
    state = Typed(
        label=_("State or territory"),
        widget=forms.Select(
            {"autocomplete": "address-level1"},
            choices=[("", _("Choose")), *states.NAMES.items()],
        ),
    )
    zip = digits(_("ZIP code"), autocomplete="postal-code")


class ContactForm(StepForm):
    heading = _("How can we reach you?")
    lead = _("Enter at least one. We contact you only about this claim.")
    email = Typed(
        label=_("E-mail address"),
        help_text=_("We send your receipt here. If you can, use the address of your account."),
        widget=forms.EmailInput({"autocomplete": "email", **PLAIN}),
    )
    phone = Typed(
        label=_("Phone number"),
        help_text=_("With the area code, for example 312 555 0142"),
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )


class UsernamesForm(StepForm):
    usernames = Lines(
        label=_("Which usernames did you use?"),
        help_text=_("One on each line. Leave this empty if you do not remember any."),
        rows=3,
    )


class PaymentForm(StepForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.initial.get("payment_method"):
            self.initial["payment_method"] = str(self.terms.payment.default)
        methods = [(str(each), METHOD_NAMES[each]) for each in self.terms.payment.methods]
        self.fields["payment_method"].widget.choices = methods
        if PaymentMethod.CHECK in self.terms.payment.methods:
            self.fields["payment_method"].help_text = _(
                "A check is mailed to the address you gave. PayPal and a prepaid card go to your"
                " e-mail address, and Venmo goes to your phone number."
            )

    payment_method = choice(_("How do you want to be paid?"), [])


class BankForm(StepForm):
    heading = _("Which bank account should we pay?")
    lead = _("It must be with a bank in the United States. We store it encrypted.")
    account_type = choice(
        _("Type of account"),
        [
            (CHECKING, pgettext_lazy("a bank account", "Checking")),
            (SAVINGS, pgettext_lazy("a bank account", "Savings")),
        ],
    )
    routing = digits(
        _("Routing number"),
        hint=_("Nine digits, at the bottom left of a check or in your bank's app"),
    )
    account = digits(_("Account number"), hint=_("4 to 17 digits"))
    account_again = digits(_("Account number again"), hint=_("To make sure every digit is right"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["account_again"] = self.initial.get("account")

    def clean(self) -> None:
        super().clean()
        again = _letters_and_digits(self.cleaned_data.get("account_again", ""))
        if not self.has_error("account") and again != self.contents.account:
            self.add_error(
                "account_again",
                _("The two account numbers are different. Look at your check and type both again."),
            )


class SignForm(StepForm):
    heading = _("Sign your claim")
    signature = line(
        _("Type your full name"), hint=_("This is your signature"), autocomplete="name"
    )
    shown_in = Typed(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["shown_in"] = self.language

    @property
    def statement_language(self) -> str:
        """The language in which the statement was on the page that is sent."""
        sent = self.data.get("shown_in", "")
        return sent if sent in self.terms.languages else self.language

    @property
    def statement(self) -> str:
        return attestation(
            capacity=self.filled.get("capacity", ""), language=self.statement_language
        )

    def together(self) -> dict[str, Any]:
        signed = {"language": self.statement_language, "attested_text": self.statement}
        return {**super().together(), **signed}


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


FORMS: Mapping[str, type[StepForm]] = {
    "start": StartForm,
    "notice": NoticeForm,
    "who": WhoForm,
    "name": NameForm,
    "birth-date": BirthDateForm,
    "guardian": GuardianForm,
    "address": AddressForm,
    "contact": ContactForm,
    "usernames": UsernamesForm,
    "payment": PaymentForm,
    "bank": BankForm,
    "sign": SignForm,
}

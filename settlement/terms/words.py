"""The file's fixed words as people read them, in their language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from settlement.terms.schema import Identifier, PaymentMethod

METHOD_NAMES: Mapping[PaymentMethod, Promise] = {
    PaymentMethod.ACH: _("Direct deposit to a bank account"),
    PaymentMethod.CHECK: _("Paper check by mail"),
    PaymentMethod.PAYPAL: _("PayPal"),
    PaymentMethod.VENMO: _("Venmo"),
    PaymentMethod.PREPAID_CARD: _("Prepaid card by e-mail"),
}

IDENTIFIER_NAMES: Mapping[Identifier, Promise] = {
    Identifier.NOTICE_ID: _("the Notice ID"),
    Identifier.EMAIL: _("the e-mail address"),
    Identifier.PHONE: _("the phone number"),
    Identifier.USERNAME: _("the username"),
}

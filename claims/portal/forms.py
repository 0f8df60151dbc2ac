"""The two things from the receipt that open a claim."""

from django import forms
from django.utils.translation import gettext_lazy as _

_COPIED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class StatusForm(forms.Form):
    """What is typed is judged by filing.access, right or wrong, and never why."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Claim number"),
        help_text=_("For example 7KQ2-9F4D-PX3. It is on your receipt."),
        max_length=100,
        error_messages={
            "required": _("Enter your claim number."),
            "max_length": _("A claim number has 11 letters and digits. Type it again."),
        },
        widget=forms.TextInput(_COPIED),
    )
    code = forms.CharField(
        label=_("Access code"),
        help_text=_("For example K4T-7P9-XWM. It is on your receipt."),
        max_length=100,
        error_messages={
            "required": _("Enter your access code."),
            "max_length": _("An access code has 9 letters and digits. Type it again."),
        },
        widget=forms.TextInput(_COPIED),
    )

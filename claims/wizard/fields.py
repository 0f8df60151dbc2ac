"""Fields that take what was typed as it is: `claims.filing.checks` alone judges it.

So the form, bulk files and paper obey the same rules and say the same sentences.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise  # said now, or when it is shown


class Typed(forms.CharField):
    """One line or one choice. Nothing is required or refused here."""

    def __init__(self, *, widget: forms.Widget | None = None, **options: Any) -> None:
        super().__init__(required=False, strip=False, widget=widget, **options)

    def run_validators(self, value: Any) -> None:
        """Django's own would refuse control characters in words of its own."""


class Lines(Typed):
    """Several entries, one a line. Cleaned to a list of them as typed."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows, **PLAIN}), **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or ())

    def clean(self, value: Any) -> list[str]:
        return str(super().clean(value)).splitlines()


class Day(Typed):
    """A day as month, day and year. Cleaned to "2015-03-01", or "" where nothing was entered."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=MemorableDate(), **options)

    def clean(self, value: Any) -> str:
        if not value:
            return ""
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise forms.ValidationError(
                _("Enter a real date: a month, a day and a year with four digits.")
            ) from None


class MemorableDate(forms.MultiWidget):
    """USWDS's "memorable date": a month by name, so that nobody mistakes the day for it."""

    template_name = "django/forms/widgets/memorable_date.html"

    def __init__(self) -> None:
        months = [("", _("Choose")), *((str(number), name) for number, name in MONTHS.items())]
        digits = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            [
                forms.Select(choices=months),
                forms.TextInput({**digits, "maxlength": "2"}),
                forms.TextInput({**digits, "maxlength": "4"}),
            ]
        )

    def decompress(self, value: Any) -> list[str]:
        """An ISO day, or whatever `value_from_datadict` made of it, to month, day and year."""
        year, month, day = ([*str(value or "").split("-", 2), "", ""])[:3]
        return [month.lstrip("0"), day.lstrip("0"), year]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """One text in place of Django's list: "2015-03-01", or what comes nearest to it."""
        parts = super().value_from_datadict(data, files, name)
        month, day, year = ((part or "").strip() for part in parts)
        return f"{year}-{month:0>2}-{day:0>2}" if month or day or year else ""


PLAIN = {"autocapitalize": "none", "spellcheck": "false"}  # for what is no word


def line(label: Text, *, hint: Text = "", autocomplete: str = "off", **attrs: str) -> Typed:
    """A field of one line; `autocomplete` is HTML's name for what the browser may know."""
    widget = forms.TextInput({"autocomplete": autocomplete, **attrs})
    return Typed(label=label, help_text=hint, widget=widget)


def digits(label: Text, *, hint: Text = "", autocomplete: str = "off") -> Typed:
    """A field for a number that is copied digit by digit."""
    return line(label, hint=hint, autocomplete=autocomplete, inputmode="numeric", **PLAIN)


def choice(label: Text, choices: Iterable[tuple[str, Text]], *, hint: Text = "") -> Typed:
    """A choice among a few, all of them seen at once."""
    return Typed(label=label, help_text=hint, widget=forms.RadioSelect(choices=list(choices)))

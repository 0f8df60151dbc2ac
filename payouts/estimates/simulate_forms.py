"""What counsel supposes: every field a number, and beside it a slider where there is script."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from django import forms

from payouts.estimates import words
from payouts.estimates.composition import Composition
from payouts.estimates.page import PLACES, shown_rate
from payouts.estimates.uploads import MOST_BYTES, TextOrFileForm
from payouts.estimates.whatif import share_of, traits
from settlement.money import cents_of, dollars, shown
from settlement.terms.schema import Terms

SHARE, DEDUCTION = "share.", "deduction."
USUAL_RATE = Fraction(5, 100)
STEPS = 1_000  # of a slider over the whole fund


class WhatIfForm(forms.Form):
    """All of it stands in the address. A share that is left as it was counted is exactly that."""

    rate = forms.DecimalField(label="Claim rate, percent of the class")
    denied = forms.DecimalField(label="Denied, percent of the claims")

    def __init__(
        self,
        given: Mapping[str, str],
        *,
        terms: Terms,
        composition: Composition,
        today: Fraction | None,
    ) -> None:
        self.terms = terms
        self.counted = {
            name: share_of(composition, names[0]) if composition.kinds else Fraction(0)
            for name, names in traits(terms).items()
        }
        start = self._start(today)
        super().__init__(start | {key: text for key, text in given.items() if key in start})
        self.fields["rate"] = _percent("Claim rate, percent of the class")
        self.fields["denied"] = _percent("Denied, percent of the claims")
        for name in self.counted:
            label = words.label(terms, name, "en")
            self.fields[SHARE + name] = _percent(f"{label} Yes: percent of the class")
        for each in terms.fund.deductions:
            self.fields[DEDUCTION + each.key] = _dollars(each.title, terms.fund.gross_cents)

    def _start(self, today: Fraction | None) -> dict[str, str]:
        shares = {SHARE + name: shown_rate(share) for name, share in self.counted.items()}
        deductions = {
            DEDUCTION + each.key: dollars(each.cents) for each in self.terms.fund.deductions
        }
        rate = {"rate": shown_rate(today or USUAL_RATE), "denied": "0"}
        return rate | shares | deductions

    @property
    def rate_of_claims(self) -> Fraction:
        return _fraction(self.cleaned_data["rate"])

    @property
    def denied_share(self) -> Fraction:
        return _fraction(self.cleaned_data["denied"])

    @property
    def shares(self) -> dict[str, Fraction] | None:
        """Every trait's share; None where all were left as they were counted."""
        given = {name: _fraction(self.cleaned_data[SHARE + name]) for name in self.counted}
        changed = {
            name
            for name, share in given.items()
            if shown_rate(share) != shown_rate(self.counted[name])
        }
        if not changed:
            return None
        return {
            name: share if name in changed else self.counted[name] for name, share in given.items()
        }

    @property
    def deduction_cents(self) -> dict[str, int]:
        return {
            each.key: cents_of(f"{self.cleaned_data[DEDUCTION + each.key]:.2f}")
            for each in self.terms.fund.deductions
        }

    def said(self) -> Iterator[tuple[str, str]]:
        """Each field and what it was set to, for print and CSV."""
        for bound in self:
            yield str(bound.label), str(self.cleaned_data[bound.name])


class ScenarioForm(TextOrFileForm):
    nothing = "Paste a scenario, or choose a file."

    text = forms.CharField(
        label="Scenario",
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono", "spellcheck": "false"}),
        help_text=(
            "CSV with a column “count” and one for each question or flag that matters, as the"
            " command simulate takes it."
        ),
    )
    file = forms.FileField(label="Or upload a file", required=False)


def _percent(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=PLACES,
        error_messages=_messages(
            f"{label}: give a number from 0 to 100, with at most {PLACES} digits behind the point."
        ),
        widget=forms.NumberInput(
            attrs={"data-slider": "0.01", "min": 0, "max": 100, "step": "any"}
        ),
    )


def _dollars(title: str, gross_cents: int) -> forms.DecimalField:
    gross, step = dollars(gross_cents), dollars(max(1, gross_cents // STEPS))
    return forms.DecimalField(
        label=f"{title}, dollars",
        min_value=Decimal(0),
        max_value=Decimal(gross),
        decimal_places=2,
        error_messages=_messages(
            f"{title}: give dollars and cents, from 0 to the gross fund of {shown(gross_cents)}."
        ),
        widget=forms.NumberInput(
            attrs={"data-slider": step, "min": 0, "max": gross, "step": "any"}
        ),
    )


def _messages(sentence: str) -> dict[str, str]:
    """One sentence for all that may be wrong with a number: it stands in the summary, too."""
    wrong = ("required", "invalid", "min_value", "max_value", "max_decimal_places")
    return dict.fromkeys(wrong, sentence)


def _fraction(percent: Decimal) -> Fraction:
    return Fraction(percent) / 100

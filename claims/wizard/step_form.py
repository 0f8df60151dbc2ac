"""What all pages of the claim form have in common: they obey the rules of filing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from claims.filing.checks import check
from claims.filing.cleaning import cleaned
from claims.filing.contents import Contents
from claims.filing.messages import sentence
from claims.wizard.fields import MemorableDate, Text
from claims.wizard.filled import contents_from, plain_from
from claims.wizard.steps import Filled
from settlement.terms.schema import Terms


class StepForm(forms.Form):
    """A page of the claim form.

    heading: the page's question; where it is "", the label of its only field is the question
    lead:    why we ask, or how to answer, below the heading
    contents: after clean(), everything filled in so far, cleaned, this page's with it
    """

    use_required_attribute = False  # what is missing is said by us, in place
    heading: Text = ""
    lead: Text = ""
    contents: Contents

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        terms: Terms,
        filled: Filled,
        on: date,
        language: str,
        known: Filled | None = None,
    ) -> None:
        """known: on a page not sent yet, what the class list says; it stands there at first."""
        self.terms, self.filled, self.on, self.language = terms, filled, on, language
        at_first = filled if known is None else known
        self.prefilled = known is not None and any(map(known.get, self.base_fields))
        super().__init__(data, initial={name: at_first.get(name) for name in self.base_fields})

    def clean(self) -> None:
        """Judge the whole claim by the shared rules, and keep what they say of this page."""
        super().clean()
        self.contents = cleaned(contents_from(self.together()), self.terms)
        for fault in check(self.contents, self.terms, on=self.on):
            name = self.field_of(fault.field)
            if name in self.fields and not self.has_error(name):
                self.add_error(name, sentence(fault))

    @property
    def question(self) -> Text:
        """What the page asks, as its title has it."""
        return self.heading or self.visible_fields()[0].label

    @property
    def values(self) -> dict[str, Any]:
        """What the draft keeps from now on."""
        return plain_from(self.contents, has_notice=self.together().get("has_notice", ""))

    def as_if_sent(self) -> dict[str, Any]:
        """What the browser would send if it sent the page as it stands."""
        sent: dict[str, Any] = {}
        for bound in self:
            widget, value = bound.field.widget, bound.value()
            if isinstance(widget, MemorableDate):
                for place, part in enumerate(widget.decompress(value)):
                    sent[f"{bound.html_name}_{place}"] = part
            else:
                sent[bound.html_name] = "" if value is None else value
        return sent

    def together(self) -> dict[str, Any]:
        """What was filled in before, with what this page adds."""
        return {**self.filled, **self.cleaned_data}

    def field_of(self, contents_field: str) -> str:
        """The field of this form that a field of the contents is filled in by."""
        return contents_field

    def require(self, name: str, message: Text) -> None:
        if not self.cleaned_data.get(name):
            self.add_error(name, str(message))

"""The desk's forms: decide, allow an amount, open again, find by number."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html

from claims.filing import amounts, answers
from claims.filing.faults import FieldFault
from claims.filing.messages import sentence
from claims.filing.models import ClaimStatus
from claims.review import reasons
from claims.review.dossier import Member
from claims.review.evidence import Amount
from claims.review.near import NearMember
from claims.review.reductions import BY_CODE, OTHER
from claims.review.seen import Seen

MOST_TEXT = 2_000  # characters

KEYS = {
    ClaimStatus.APPROVED.value: "a",
    ClaimStatus.DEFICIENT.value: "m",
    ClaimStatus.DENIED.value: "d",
}


class KeyedRadio(forms.RadioSelect):
    """Radio buttons that a single key goes to; see staff.js."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if key := KEYS.get(str(value)):
            option["attrs"]["data-key"] = key
        return option


def _shown() -> forms.IntegerField:
    """A number that the page itself carries; without it nobody knows what the page showed."""
    missing = "This page did not say what it showed. Open the claim again."
    return forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": missing, "invalid": missing}
    )


def _seen(cleaned: dict[str, Any]) -> Seen:
    """What the page showed, taken out of what was sent."""
    return Seen(*(cleaned.pop(name, 0) for name in ("version", "verdict", "allowed")))


def _keyed(outcome: str, words: str) -> tuple[str, str]:
    return outcome, format_html("{} <kbd>{}</kbd>", words, KEYS[outcome])


class DecisionForm(forms.Form):
    """A decision about what the page showed, which cleaning gives as `seen`.

    members: those whom the claim may be approved for; asked only where there are several, or
    near:    those whom it may be for after all; for them only with a note that says why
    """

    outcome = forms.ChoiceField(
        label="Decision",
        choices=[
            _keyed(ClaimStatus.APPROVED.value, "Approve"),
            _keyed(ClaimStatus.DEFICIENT.value, "Ask the claimant for more"),
            _keyed(ClaimStatus.DENIED.value, "Deny"),
        ],
        widget=KeyedRadio,
    )
    reason = forms.ChoiceField(
        label="Reason, unless you approve",
        required=False,
        choices=[
            ("", "Choose a reason"),
            ("To ask for more", [(each.code, each.title) for each in reasons.of("deficient")]),
            ("To deny", [(each.code, each.title) for each in reasons.of("denied")]),
        ],
        widget=forms.Select(attrs={"data-key": "r"}),
    )
    message = forms.CharField(
        label="Message",
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"data-key": "w"}),
        help_text="The claimant reads this after the reason.",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"data-key": "n"}),
        help_text="Staff read this. For a late claim: the court's order that admits it.",
    )
    version = _shown()
    verdict = _shown()
    allowed = _shown()

    def __init__(
        self, *args: Any, members: list[Member], near: list[NearMember], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        certain = {member.member_no for member in members}
        self.near = {each.member_no: each for each in near if each.member_no not in certain}
        if len(members) > 1 or self.near:
            self.fields["member_no"] = forms.TypedChoiceField(
                label="For which member, if you approve",
                required=False,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                choices=[
                    (member.member_no, f"Member {number}, found by {member.found_by}")
                    for number, member in enumerate(members, start=1)
                ]
                + [
                    (
                        each.member_no,
                        f"Near miss {number}, {each.verdict} with a score of {each.near.score:.1f}",
                    )
                    for number, each in enumerate(near, start=1)
                    if each.member_no in self.near
                ],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        outcome, reason = cleaned.get("outcome"), cleaned.get("reason")
        if outcome == ClaimStatus.APPROVED:
            cleaned["reason"] = ""
            self._check_member(cleaned)
        elif outcome and reason is not None and not self._fits(outcome, reason):
            self.add_error("reason", "Choose a reason that belongs to this decision.")
        elif reason in reasons.NEEDS_MESSAGE and not cleaned.get("message"):
            self.add_error("message", "Say it here: the claimant reads no other reason.")
        cleaned["seen"] = _seen(cleaned)
        return cleaned

    def _check_member(self, cleaned: dict[str, Any]) -> None:
        """Where near misses are offered, whom an approval is for is said, never guessed."""
        if not self.near:
            return
        member_no = cleaned.get("member_no")
        if member_no is None and "member_no" not in self.errors:
            self.add_error("member_no", "Choose the member whom the approval is for.")
        if member_no in self.near and not cleaned.get("note"):
            self.add_error("note", "Say why it is this member. The decision keeps it.")

    def _fits(self, outcome: str, reason: str) -> bool:
        return reason in {each.code for each in reasons.of(outcome)}


class AllowForm(forms.Form):
    """What is allowed of one amount, which cleaning gives as `units`; `seen` as in a decision."""

    amount = forms.CharField(max_length=40, widget=forms.TextInput({"inputmode": "decimal"}))
    reason = forms.ChoiceField(
        label="Reason, if it is less",
        required=False,
        choices=[("", "Choose a reason"), *((each.code, each.title) for each in BY_CODE.values())],
    )
    message = forms.CharField(
        label="Message",
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The claimant reads this after the reason.",
    )
    version = _shown()
    verdict = _shown()
    allowed = _shown()

    def __init__(self, sent: QueryDict | None = None, *, of: Amount) -> None:
        super().__init__(sent, auto_id=f"id_{of.question.key}_%s")
        self.of = of
        self.fields["amount"].label = "Allowed, if another amount" if of.stands else "Allowed"
        self.fields["amount"].help_text = f"At most {of.claimed}, which is claimed."

    def clean_amount(self) -> int:
        """The amount in its question's least unit."""
        bounded = replace(self.of.question, min=0, max=self.of.claimed_units)
        try:
            return amounts.units_of(bounded, answers.read(bounded, self.cleaned_data["amount"]))
        except answers.BadAnswer as bad:
            raise forms.ValidationError(
                sentence(FieldFault("amount", bad.fault, bad.bound))
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["seen"] = _seen(cleaned)
        if "amount" in cleaned:
            cleaned["units"] = cleaned.pop("amount")
            self._check_reason(cleaned)
        return cleaned

    def _check_reason(self, cleaned: dict[str, Any]) -> None:
        if cleaned["units"] == self.of.claimed_units:
            return
        if not cleaned.get("reason"):
            self.add_error("reason", "Say why less is allowed than is claimed.")
        elif cleaned["reason"] == OTHER and not cleaned.get("message"):
            self.add_error("message", "Say it here: the claimant reads no other reason.")


class ReopenForm(forms.Form):
    why = forms.CharField(
        label="Why is this claim opened again?",
        max_length=MOST_TEXT,
        widget=forms.Textarea,
        help_text="The history keeps it.",
        error_messages={"required": "Say why; the history keeps it."},
    )


class FindForm(forms.Form):
    number = forms.CharField(
        label="Claim number",
        max_length=40,
        widget=forms.TextInput(attrs={"data-key": "/", "autocomplete": "off"}),
        error_messages={"required": "Type a claim number, as it stands on the receipt."},
    )

"""What rules and comparisons are called: for the claimant in two languages, for staff in one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.eligibility import matching
from claims.eligibility.rules import REPEATED

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class RuleWords:
    """title: a queue's name; staff: what the reviewer should know; claimant: what they read."""

    title: str
    staff: str
    claimant: Words


_LOOKING = _("A person is looking at your claim. You need not do anything now.")

RULES: Mapping[str, RuleWords] = {
    "minor_without_guardian": RuleWords(
        "Minor without a guardian",
        "The claimant was under 18 on the day of filing, and nobody files for them.",
        _(
            "You were under 18 on the day you filed. A parent or guardian has to file for you."
            " Ask one to file a claim for you; this one then needs nothing more."
        ),
    ),
    "repeated_destination": RuleWords(
        "Repeated destination",
        f"{REPEATED} or more claims would be paid to one place. Look at them together: a family"
        " or a home may be behind it, or a ring.",
        _LOOKING,
    ),
    "excluded": RuleWords(
        "Excluded",
        "The member this claim is for left the class. Compare the request with the claim: who is"
        " excluded is not paid. Deny it, or have the exclusion reversed by the court's order.",
        _(
            "You asked to be excluded from this settlement, and who is excluded is not paid. A"
            " person is looking at your claim. If you did not ask for it, write to us."
        ),
    ),
    "late": RuleWords(
        "Late",
        "Received after the claims closed. It may be admitted only by an order of the court.",
        _(
            "Your claim came after the last day for claims. It is kept, and can be paid only if"
            " the court allows it."
        ),
    ),
    "not_listed": RuleWords(
        "Not on the list",
        "No identifier of this claim leads to a member of the class.",
        _(
            "We could not find you on the list of class members by what you entered. A person is"
            " looking at your claim; you need not do anything now."
        ),
    ),
    "several_members": RuleWords(
        "Several members",
        "The identifiers lead to several members equally well. Choose the one, if it is one.",
        _LOOKING,
    ),
    "code_missing": RuleWords(
        "Notice ID without its code",
        "The Notice ID is on the list, but the Confirmation Code is missing or is not the one"
        " that was printed with it, and nothing else leads to the member.",
        _LOOKING,
    ),
    "name_differs": RuleWords(
        "Name differs",
        "One identifier leads to a member whose name on the list is another, or is missing.",
        _LOOKING,
    ),
    "already_claimed": RuleWords(
        "Already claimed",
        "Another claim for the same member was received earlier, or is approved.",
        _(
            "There is another claim for the same class member. A person is looking at both; each"
            " member is paid once."
        ),
    ),
    "evidence_to_check": RuleWords(
        "Evidence to check",
        "An amount is claimed that a document has to show. Say under “Evidence” what is allowed of"
        " it and why, then decide.",
        _LOOKING,
    ),
    "answer_contradicts_list": RuleWords(
        "Answer differs from the list",
        "The member is sure. An answer differs from the class list, whose value counts for the"
        " payment; the claimant is told so. Nothing waits for a decision.",
        _(
            "Your claim is approved. One of your answers is not what the class list says. Your"
            " payment is computed by the list. If the list is wrong, write to us and say why."
        ),
    ),
    "code_and_name": RuleWords(
        "Code and name",
        "Notice ID, Confirmation Code and name agree with one member.",
        _("Your Notice ID, your Confirmation Code and your name agree with the class list."),
    ),
    "two_identifiers": RuleWords(
        "Two identifiers",
        "Two identifiers lead to the same member, and no other member fits as well.",
        _("Two of the things you entered lead to the same member of the class."),
    ),
    "identifier_and_name": RuleWords(
        "Identifier and name",
        "One identifier leads to one member, and the name agrees.",
        _("One of the things you entered leads to a member of the class, and the name agrees."),
    ),
    "decided": RuleWords("Decided by a person", "A reviewer decided.", _("A person decided.")),
    "reopened": RuleWords(
        "Reopened", "A lead reviewer opened the claim again; the history says why.", _LOOKING
    ),
}

FIELDS: Mapping[str, Words] = {
    "notice_id": _("Notice ID and Confirmation Code"),
    "email": _("E-mail address"),
    "phone": _("Phone number"),
    "username": _("Username"),
    "name": _("Name"),
    "destination": _("Where the money goes"),
    "member": _("Other claims"),
    "exclusion": _("Leaving the settlement"),
}

RESULTS: Mapping[str, Words] = {
    matching.SAME: pgettext_lazy("compared", "agrees"),
    matching.DIFFERS: pgettext_lazy("compared", "differs"),
    matching.OTHER: pgettext_lazy("compared", "leads to another member"),
    matching.LISTED: pgettext_lazy("compared", "leads to a member"),
    matching.CODE_DIFFERS: pgettext_lazy("compared", "the code does not belong to the ID"),
    matching.NOT_LISTED: pgettext_lazy("compared", "not on the list"),
    matching.NOT_GIVEN: pgettext_lazy("compared", "not given"),
    matching.NOT_COMPARED: pgettext_lazy("compared", "not compared: no single member was found"),
    "repeated": pgettext_lazy("compared", "several claims go to the same place"),
    "claimed": pgettext_lazy("compared", "another claim for the same member came first"),
    "excluded": pgettext_lazy("compared", "the member asked to be excluded"),
}

AGREEING = frozenset({matching.SAME, matching.LISTED})
SILENT = frozenset({matching.NOT_GIVEN, matching.NOT_COMPARED})


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison in words. mark: "same", "differs" or "silent", for the eye."""

    field: Words
    result: Words
    mark: str


def describe(
    compared: Mapping[str, str], *, labels: Mapping[str, Words] | None = None
) -> list[Row]:
    """A verdict's comparisons as rows; `labels` names the file's questions by their keys."""
    names = {**FIELDS, **(labels or {})}
    order = [key for key in FIELDS if key in compared]
    order += [key for key in compared if key not in FIELDS]
    return [
        Row(names.get(key, key), RESULTS.get(compared[key], compared[key]), _mark(compared[key]))
        for key in order
    ]


def _mark(result: str) -> str:
    if result in AGREEING:
        return "same"
    return "silent" if result in SILENT else "differs"

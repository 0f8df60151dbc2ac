"""What each line of a bill is called and how it follows, in the language that is active."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payouts.allocation.measures import NOTHING_APPLIES
from payouts.allocation.models import RunKind
from payouts.explanations.because import Unusable
from payouts.explanations.lines import Explanation, How, Line, Nothing, Part, Step
from payouts.explanations.numbers import decimal, ends, fraction, money
from settlement.terms.outcomes import Reason
from settlement.terms.schema import Rounding

DISTRIBUTIONS: Mapping[str, Promise] = {
    RunKind.FIRST: gettext_lazy("First distribution"),
    RunKind.LATE: gettext_lazy("Distribution %(number)s, for late claims that the court allowed"),
    RunKind.SECOND: gettext_lazy("Distribution %(number)s, of the money that was left"),
}
VALUES = frozenset({Step.VALUE, Step.VALUE_FIRST})
LABELS: Mapping[Step, Promise] = {
    Step.GROSS: gettext_lazy("The settlement fund"),
    Step.RESERVE: gettext_lazy("Kept in reserve for later"),
    Step.DIVIDED: gettext_lazy("Left to share among claims"),
    Step.FRESH: gettext_lazy("Money for this distribution"),
    Step.POOL: gettext_lazy("For this part of the fund"),
    Step.AVAILABLE: gettext_lazy("Left for your share"),
    Step.CAP: gettext_lazy("The most for one claim"),
    Step.ROUNDED: gettext_lazy("In whole cents"),
    Step.BEFORE: gettext_lazy("Already awarded to you"),
    Step.EXTRA: gettext_lazy("A cent that was left over"),
    Step.MINIMUM: gettext_lazy("The smallest share that is paid"),
    Step.SHARE: gettext_lazy("Your share of this part"),
    Step.AWARD: gettext_lazy("Your amount"),
}
BY_POINTS: Mapping[Step, Promise] = {
    Step.ALL: gettext_lazy("All points together"),
    Step.VALUE: gettext_lazy("Value of one point"),
    Step.ALL_FIRST: gettext_lazy("All points, before small shares are left out"),
    Step.VALUE_FIRST: gettext_lazy("Value of one point, before that"),
    Step.YOURS: gettext_lazy("Your points"),
    Step.EXACT: gettext_lazy("Your points times the value of one"),
}
BY_AMOUNT: Mapping[Step, Promise] = {
    Step.ALL: gettext_lazy("All amounts that count together"),
    Step.VALUE: gettext_lazy("Paid for each dollar that counts"),
    Step.ALL_FIRST: gettext_lazy("All amounts that count, before small shares are left out"),
    Step.VALUE_FIRST: gettext_lazy("Paid for each dollar that counts, before that"),
    Step.YOURS: gettext_lazy("Your amount that counts"),
    Step.EXACT: gettext_lazy("Your amount times what is paid for a dollar"),
}
HOWS: Mapping[How, Promise] = {
    How.IN_FULL: gettext_lazy("there is enough money to pay every amount in full"),
    How.BOUND: gettext_lazy("the most that the settlement allows"),
    How.FILLED: gettext_lazy(
        "what is left by claims that reach the most for one claim goes to the others"
    ),
    How.LATER: gettext_lazy(
        "as much as this money reaches for, counting what each was awarded before, and no more than"
        " the settlement allows"
    ),
    How.AS_OTHERS: gettext_lazy("the same as the others got before"),
    How.EVERYBODY: gettext_lazy("there is enough money for every claim to get the most"),
    How.CUT: gettext_lazy("parts of a cent are cut off"),
    How.NEAREST: gettext_lazy("rounded to the nearest cent"),
}
STEPS: Mapping[Step, Promise] = {
    Step.CAP: gettext_lazy("no claim gets more from this part"),
    Step.EXTRA: gettext_lazy(
        "cents left over after cutting go one each to the largest parts of a cent, and among"
        " equals to the lowest claim numbers"
    ),
    Step.MINIMUM: gettext_lazy("your share would be less"),
    Step.BEFORE: gettext_lazy("by earlier distributions, from this part of the fund"),
}
NOTHING: Mapping[Nothing, Promise] = {
    Nothing.NO_POINTS: gettext_lazy("By your answers your claim counts for zero here."),
    Nothing.DROPPED: gettext_lazy(
        "Your share would be less than the smallest share that the settlement pays, so it is not"
        " paid. The money goes to the other claims, or on to what the settlement says."
    ),
    Nothing.NO_MONEY: gettext_lazy("There is no money left for this part, so nobody is paid here."),
    Nothing.WORTHLESS: gettext_lazy(
        "There are so many points that one is worth less than a cent. So nobody is paid here."
    ),
    Nothing.UNDER_A_CENT: gettext_lazy("Your share is less than a cent, so it is not paid."),
    Nothing.NO_MORE: gettext_lazy(
        "You were already awarded as much as your share, or more. You keep it, and nothing is"
        " added."
    ),
}
UNUSABLE: Mapping[Reason, Promise] = {
    Reason.DIVISION_BY_ZERO: gettext_lazy(
        "With your answers, the rule in the settlement file would divide by zero, so it has no"
        " result. A claim without a result is paid nothing."
    ),
    Reason.NEGATIVE: gettext_lazy(
        "With your answers, the rule in the settlement file gives less than zero. Such a claim is"
        " paid nothing."
    ),
    Reason.OUT_OF_RANGE: gettext_lazy(
        "With your answers, the rule in the settlement file gives more than a claim may count for."
        " Such a claim is paid nothing."
    ),
}


def label(line: Line, part: Part | None, explanation: Explanation) -> str:
    """What a line is called."""
    if line.step is Step.NET:
        reserved = any(each.step is Step.RESERVE for each in explanation.fund)
        return _("Left after these deductions") if reserved else _("Left to share among claims")
    if line.step is Step.EARLIER:
        return _("Paid before, by the rule “%(key)s”") % {"key": line.title}
    own = BY_AMOUNT if part is not None and part.by_amount else BY_POINTS
    return str(own[line.step] if line.step in own else LABELS[line.step])


def number(line: Line, part: Part | None) -> str:
    """A line's number: dollars, or points."""
    if line.step in (Step.ALL, Step.ALL_FIRST, Step.YOURS):
        return _measure(line.number, part)
    if line.step in VALUES and part is not None and part.by_amount:
        return money(line.number * 100)
    return money(line.number)


def how(line: Line, part: Part | None) -> str:
    """How a line follows from those before it; empty where its label says it."""
    if part is None:
        return ""
    match line.step:
        case Step.ALL:
            return ngettext(
                "of %(claims)s claim that is paid",
                "of %(claims)s claims that are paid",
                line.claims,
            ) % {"claims": f"{line.claims:,}"}
        case Step.ALL_FIRST:
            return ngettext("of %(claims)s claim", "of %(claims)s claims", line.claims) % {
                "claims": f"{line.claims:,}"
            }
        case Step.VALUE | Step.VALUE_FIRST:
            return _how_valued(line, part)
        case Step.EXACT:
            return _product(line, part)
        case _:
            said = HOWS[line.how] if line.how in HOWS else STEPS.get(line.step)
            return str(said or "")


def _how_valued(line: Line, part: Part) -> str:
    said = str(HOWS[line.how]) if line.how in HOWS else _quotient(line, part)
    if _is_cut(line, part):
        said = _("%(how)s; cut to whole cents") % {"how": said}
    if ends(line.number):
        return said
    exactly = _("exactly %(number)s") if part.by_amount else _("exactly %(number)s cents")
    return f"{said}; {exactly % {'number': fraction(line.number)}}"


def _is_cut(line: Line, part: Part) -> bool:
    """Whether "unit-down" may have cut a value whose words do not say so already."""
    if part.tranche.rounding is not Rounding.UNIT_DOWN:
        return False
    is_less = line.how is How.BOUND and part.by_amount and line.number != part.tranche.max_scale
    return line.how in (How.FILLED, How.LATER) or is_less


def _quotient(line: Line, part: Part) -> str:
    every = next(each.number for each in part.lines if each.step in (Step.ALL, Step.ALL_FIRST))
    words = {
        (How.QUOTIENT, False): _("the money divided by %(all)s points"),
        (How.QUOTIENT_CUT, False): _("the money divided by %(all)s points, cut to whole cents"),
        (How.QUOTIENT, True): _("the money divided by %(all)s"),
        (How.QUOTIENT_CUT, True): _("the money divided by %(all)s, cut to whole cents"),
    }
    return words[line.how, part.by_amount] % {"all": _measure(every, part)}


def _product(line: Line, part: Part) -> str:
    own, value = (
        next(number(each, part) for each in part.lines if each.step in steps)
        for steps in ({Step.YOURS}, VALUES)
    )
    return f"{own} \N{MULTIPLICATION SIGN} {value}"


def lead(part: Part) -> str:
    """Why the claim counts as it does, before the answers that say so."""
    own = next(line.number for line in part.lines if line.step is Step.YOURS)
    alike = not part.because.read
    if part.by_amount:
        said = (
            _("Your amount that counts is %(number)s, like that of every claim in this part.")
            if alike
            else _("Your amount that counts is %(number)s because of these answers:")
        )
    elif own == 1:
        said = (
            _("Your claim has 1 point, like every claim in this part.")
            if alike
            else _("Your claim has 1 point because of these answers:")
        )
    else:
        said = (
            _("Your claim has %(number)s points, like every claim in this part.")
            if alike
            else _("Your claim has %(number)s points because of these answers:")
        )
    return said % {"number": _measure(own, part)}


def nothing(part: Part) -> str:
    """Why a part gives the claim nothing; empty where it gives something."""
    if part.nothing is None:
        return ""
    if part.nothing is Nothing.WORTHLESS and part.by_amount:
        return _("There is less than a cent for each dollar that counts. So nobody is paid here.")
    said = str(NOTHING[part.nothing])
    is_dropped = part.nothing is Nothing.DROPPED
    if is_dropped and any(line.step is Step.VALUE for line in part.lines):
        return f"{said} {_of_others(part)}"
    return said


def _of_others(part: Part) -> str:
    """Why a share below the minimum is not what the value in the bill would make it."""
    if part.by_amount:
        return _(
            "What is paid for each dollar was worked out again without the small shares, so it may"
            " be more than that by which yours was judged."
        )
    return _(
        "The value of one point was worked out again without the small shares, so it may be more"
        " than that by which yours was judged."
    )


def fallen() -> str:
    """That the award is not paid as it stands."""
    return _(
        "Your claim was changed after this was computed, so this amount is not paid as it is. It"
        " will be computed again."
    )


def counted() -> str:
    """Which answers these are, and what to do if they are wrong."""
    return _(
        "These are your answers as they counted. Where the class list says something else, the list"
        " counts. Where an amount needed proof, what the proof showed counts. A question without an"
        " answer counts as no, or as zero. If something is wrong, write to us and tell us why."
    )


def unusable(found: Unusable) -> str:
    """Why the claim is out of every part."""
    return str(UNUSABLE[found.reason])


def nothing_applies(reason: str) -> str:
    """The run's own sentence, in the language that is active where it is known."""
    if reason == NOTHING_APPLIES:
        return _("No part of the fund is for a claim with these answers.")
    return reason


def _measure(units: Fraction, part: Part | None) -> str:
    return money(units * 100) if part is not None and part.by_amount else decimal(units)

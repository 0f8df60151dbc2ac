"""An explanation in words: the rows, reasons and facts that page and PDF show alike.

All texts are in the language that is active; those of the settlement file's that are in its first
language alone say so with `lang`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from payouts.explanations import words
from payouts.explanations.answers import Entry, in_words
from payouts.explanations.lines import Line, Part, Step
from payouts.explanations.lookup import Explained
from payouts.explanations.numbers import money
from settlement.templatetags.dates import moment

TAKEN_OFF = {Step.DEDUCTION, Step.RESERVE, Step.EARLIER, Step.BEFORE}


@dataclass(frozen=True, slots=True)
class Row:
    """label and number, and how the number follows from those before it
    lang: of the label, where it is the settlement file's own"""

    label: str
    number: str
    how: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a claim counts as it does. lead: a sentence; rules: expressions, each with its name"""

    lead: str
    rules: list[Entry]
    answers: list[Entry]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the fund that the claim shares. title: empty where it is the only one"""

    title: str
    lang: str
    rows: list[Row]
    nothing: str
    why: Why


@dataclass(frozen=True, slots=True)
class Bill:
    """One run's bill. name: of the distribution, where there are several
    warning: that the award is not paid as it is, where that is so
    reason:  why no part gives anything; why: the rule that has no result, where that is it
    facts:   by what anybody can check it"""

    explained: Explained
    name: str
    warning: str
    fund: list[Row]
    sections: list[Section]
    reason: str
    why: Why | None
    total: Row
    facts: list[Entry]

    @property
    def amount(self) -> str:
        return self.total.number


def bills_of(found: Sequence[Explained], *, language: str) -> list[Bill]:
    """The bills of these runs, in words."""
    return [bill_of(each, language=language) for each in found]


def bill_of(found: Explained, *, language: str) -> Bill:
    explanation, terms = found.explanation, found.terms
    several = len(explanation.parts) > 1
    last = None if several or not explanation.parts else _last(explanation.parts[0])
    reason, why = explanation.reason, None
    if explanation.unusable is not None:
        reason = words.unusable(explanation.unusable)
        rule = Entry(_("The rule in the settlement file"), explanation.unusable.expression)
        answers = in_words(explanation.unusable.read, terms, language=language)
        why = Why(_("These are your answers, as they counted:"), [rule], answers)
    elif reason:
        reason = words.nothing_applies(reason)
    return Bill(
        explained=found,
        name=words.DISTRIBUTIONS[found.run.kind] % {"number": found.run.distribution},
        warning=words.fallen() if found.fallen else "",
        fund=[_row(line, None, found) for line in explanation.fund],
        sections=[_section(part, found, last, language) for part in explanation.parts],
        reason=reason,
        why=why,
        total=Row(
            _("Your amount"),
            money(explanation.award.number),
            how=words.how(last, explanation.parts[0]) if last else "",
        ),
        facts=_facts(found),
    )


def _facts(found: Explained) -> list[Entry]:
    run, version = found.run, found.run.terms_version
    computed = _("%(run)s, not approved yet") % {"run": run.number}
    if run.approved_at:
        at = moment(run.approved_at, found.terms.case.zone)
        computed = _("%(run)s, approved %(at)s") % {"run": run.number, "at": at}
    return [
        Entry(_("Run"), computed),
        Entry(
            _("Settlement file"),
            _("version %(version)s, SHA-256 %(sha256)s")
            % {"version": version.number, "sha256": version.sha256},
        ),
        Entry(
            _("Frozen claims"),
            _("%(claims)s, SHA-256 %(sha256)s")
            % {"claims": f"{run.claims:,}", "sha256": run.snapshot_sha256},
        ),
    ]


def _last(part: Part) -> Line:
    """Of a single part: the line that is also the bill's last one."""
    *_before, product, share = part.lines
    return product if product.step is Step.EXACT else share


def _section(part: Part, found: Explained, last: Line | None, language: str) -> Section:
    title = f"{part.pool.title} ({part.tranche.key})" if len(part.pool.tranches) > 1 else ""
    return Section(
        title="" if last else title or part.pool.title,
        lang=found.terms.languages[0],
        rows=[_row(line, part, found) for line in part.lines if _stands(line, last)],
        nothing=words.nothing(part) if part.nothing else "",
        why=_why(part, found, language),
    )


def _stands(line: Line, last: Line | None) -> bool:
    """Whether a line has a row of its own, and is not said by the bill's last one."""
    return last is None or (line is not last and line.step is not Step.SHARE)


def _row(line: Line, part: Part | None, found: Explained) -> Row:
    own_words = line.step is Step.DEDUCTION
    number = words.number(line, part)
    return Row(
        label=line.title if own_words else words.label(line, part, found.explanation),
        number=f"\N{MINUS SIGN} {number}" if line.step in TAKEN_OFF else number,
        how=words.how(line, part),
        lang=found.terms.languages[0] if own_words else "",
    )


def _why(part: Part, found: Explained, language: str) -> Why:
    rules = [Entry(_("The rule in the settlement file"), part.because.expression)]
    if part.because.applies_if != "true":
        rules.append(Entry(_("It applies to claims for which"), part.because.applies_if))
    return Why(words.lead(part), rules, in_words(part.because.read, found.terms, language=language))

"""Answers that count, in words, in the reader's language.

A text that somebody typed is not said, for anybody reads these pages, and it may name them; only
one that the plan tells apart is.
"""

from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from claims.filing.spoken import spoken, yes_or_no
from payouts.allocation.texts import known_texts
from payouts.estimates.composition import Answer
from settlement.terms.schema import QuestionKind, Terms


def in_words(terms: Terms, answers: Mapping[str, Answer], language: str) -> list[tuple[str, str]]:
    """Each question or flag and its answer, in the settlement file's order, `paper` last."""
    return [
        (label(terms, name, language), _answer(terms, name, answers[name], language))
        for name in names_in_order(terms, answers)
    ]


def names_in_order(terms: Terms, names: Collection[str]) -> list[str]:
    """These names as the settlement file has them: questions, then flags, then `paper`."""
    order = [*(each.key for each in terms.questions), *terms.roster.flags, "paper"]
    return [name for name in order if name in names]


def label(terms: Terms, name: str, language: str) -> str:
    """What a name of the plan is called: its question, or the class list's flag."""
    if name == "paper":
        return _("Filed on paper")
    labels = {each.key: each.label_in(language) for each in terms.questions}
    return labels.get(name) or _("The class list says “%(flag)s”") % {"flag": name}


def labels(terms: Terms, names: Collection[str], language: str) -> list[str]:
    return [label(terms, name, language) for name in names_in_order(terms, names)]


def percent(text: str) -> str:
    """A percentage as people read it: "1.5%"."""
    return _("%(number)s%%") % {"number": text}


def short(terms: Terms, answers: Mapping[str, Answer], language: str) -> str:
    """A kind on one line, for a plot: the answers alone where one question decides."""
    words = in_words(terms, answers, language)
    if len(words) == 1 and words[0][0] != _("Filed on paper"):
        return f"{_cut(words[0][0])} {words[0][1]}"
    return ", ".join(_each(words)) or _("Every claim")


def _each(words: list[tuple[str, str]]) -> Iterator[str]:
    for name, answer in words:
        yield f"{_cut(name)} {answer}"


def _cut(text: str) -> str:
    longest = 40
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _answer(terms: Terms, name: str, answer: Answer, language: str) -> str:
    if isinstance(answer, bool):
        return yes_or_no(answer)
    question = terms.question(name)
    if question.kind is QuestionKind.TEXT and answer not in known_texts(terms)[name]:
        return _("another text")
    return _("no answer") if answer == "" else spoken(question, answer, language=language)

"""A letter from its template, `templates/notices/<kind>.<language>.txt`.

Its first line is the subject, what follows is the text. It is plain text: nothing is escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.template import Context, Template, TemplateDoesNotExist, engines
from django.utils.translation import override

WRITTEN_IN = "en"  # every kind of letter exists in this language


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def render(*, kind: str, language: str, context: Mapping[str, object]) -> Letter:
    """Write one letter, in English where it was not written in the language.

    raises: TemplateDoesNotExist for a kind that was never written
    """
    template, written_in = _template(kind, language)
    with override(written_in):
        whole = template.render(Context(dict(context), autoescape=False))
    subject, _, text = whole.lstrip().partition("\n")
    return Letter(subject=" ".join(subject.split()), text=text.strip() + "\n")


@lru_cache(maxsize=256)
def _template(kind: str, language: str) -> tuple[Template, str]:
    """The template and the language it is in. Kept for good: letters change with the code."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    try:
        return engine.get_template(f"notices/{kind}.{language}.txt"), language
    except TemplateDoesNotExist:
        return engine.get_template(f"notices/{kind}.{WRITTEN_IN}.txt"), WRITTEN_IN

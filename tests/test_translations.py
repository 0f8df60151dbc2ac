"""Every string that a claimant reads is in the Spanish catalogue, with the same places to fill."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parent.parent
CATALOGUE = HOUSE / "locale" / "es" / "LC_MESSAGES" / "django.po"
CALLS = {  # name -> the place of the message among the arguments
    "_": 0, "gettext": 0, "gettext_lazy": 0, "ngettext": 0, "pgettext": 1, "pgettext_lazy": 1,
}  # fmt: skip
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?:_|gettext|ngettext|pgettext)\({LITERAL}(?:, ?{LITERAL})*")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]")


def test_every_marked_string_is_in_the_catalogue() -> None:
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE))}
    missing = {text for text in marked_strings() if text not in known}
    assert missing == set(), "run makemessages, and write these in Spanish"


def test_every_string_of_the_catalogue_is_written_in_spanish() -> None:
    entries = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in entries if not entry.translated()] == []


def test_a_translation_fills_the_same_places() -> None:
    unlike = [
        entry.msgid
        for entry in polib.pofile(str(CATALOGUE))
        for written in [entry.msgstr, *entry.msgstr_plural.values()]
        if written and sorted(PLACE.findall(written)) != sorted(PLACE.findall(entry.msgid))
    ]
    assert unlike == []


def marked_strings() -> Iterator[str]:
    for top in ("settlement", "claims", "payouts"):
        for path in (HOUSE / top).rglob("*.py"):
            yield from strings_in(path.read_text())
    for path in (HOUSE / "templates").rglob("*.html"):
        # What Django's own extraction makes of a template: calls between crossed-out markup.
        for call in CALL.findall(templatize(path.read_text())):
            yield from strings_in(f"{call})")


def strings_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = CALLS.get(node.func.id, len(node.args))
            match node.args[place:]:
                case [ast.Constant(value=str() as text), *_]:
                    yield text

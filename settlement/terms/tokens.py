"""Cuts an expression into tokens. Knows which marks exist, not what they mean."""

import re
from dataclasses import dataclass

from settlement.errors import Refusal

MAX_CHARACTERS = 500

# ASCII alone: other scripts have digits and letters that look like these and are not.
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<mark>==|!=|<=|>=|[-+*/<>(),])"
    r"|(?P<space>[ \t\r\n]+)"
)
_HINTS = {
    ".": "a point stands only between the digits of a number; there are no attributes",
    "=": 'comparing is written with two signs, "=="',
    '"': "a quoted text is not closed",
    "'": "a quoted text is not closed",
}


class ExpressionError(Refusal):
    """An expression is not of the language. `position` counts characters from 1."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"At character {position}: {message}.")
        self.position = position
        self.message = message


@dataclass(frozen=True, slots=True)
class Token:
    """kind is number, name, text, mark or end; position counts characters from 1."""

    kind: str
    text: str
    position: int


def tokens_of(text: str) -> list[Token]:
    """Cut `text` into tokens; the last is always the end.

    raises: ExpressionError when it is too long or has a character that means nothing
    """
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            MAX_CHARACTERS + 1,
            f"an expression has at most {MAX_CHARACTERS} characters, and this has {len(text)}",
        )
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(place + 1, _complaint(text[place]))
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match[0], place + 1))
        place = match.end()
    return [*tokens, Token("end", "", len(text) + 1)]


def _complaint(character: str) -> str:
    return _HINTS.get(character, f"{character!a} has no meaning here")

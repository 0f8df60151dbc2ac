"""The names that a file's expressions may use, and an expression as a shape of the file."""

from collections.abc import Mapping
from dataclasses import dataclass

from settlement.terms.expressions import Expression, ExpressionError, Kind, UnknownName, parse
from settlement.terms.shapes import Shape, Unfit

_BLANKS = {Kind.BOOLEAN: parse("true", {}), Kind.NUMBER: parse("0", {})}


@dataclass(frozen=True, slots=True)
class Names:
    """certain: False where a question or flag could not be read, so that a name which looks
    unknown may be that one; the fault is reported there and not again at each use."""

    kinds: Mapping[str, Kind]
    certain: bool

    def expression(self, kind: Kind) -> Shape[Expression]:
        """An expression over these names that gives `kind`, which is a number or a boolean."""

        def convert(value: object) -> Expression:
            if not isinstance(value, str):
                raise Unfit
            return self._checked(value, kind)

        return Shape(f"an expression in quotes that gives {kind}", convert, _BLANKS[kind])

    def _checked(self, text: str, kind: Kind) -> Expression:
        try:
            expression = parse(text, self.kinds)
        except UnknownName as error:
            if not self.certain:
                return _BLANKS[kind]
            raise _unfit(error) from error
        except ExpressionError as error:
            raise _unfit(error) from error
        if expression.kind is not kind:
            raise Unfit(f"an expression that gives {kind}; this gives {expression.kind}")
        return expression


def _unfit(error: ExpressionError) -> Unfit:
    return Unfit(f"an allowed expression; at character {error.position}: {error.message}")

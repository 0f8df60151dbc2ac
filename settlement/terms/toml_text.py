"""TOML text to plain values, with a clear answer also to text made to exhaust the reader."""

import re
import tomllib

from settlement.terms.faults import Fault

MAX_BYTES = 1_000_000
_MAX_LINE = 10_000
# The library's memory grows with the square of a dotted key's length: a key of a megabyte would
# take all there is. Ours are three parts long at most.
_MOST_PARTS = 16
_PART = r"(?:[\w-]{1,64}|\"[^\"\n]{0,64}\"|'[^'\n]{0,64}')"
_LONG_KEY = re.compile(rf"(?:{_PART}[ \t]*\.[ \t]*){{{_MOST_PARTS}}}")
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


class NotToml(Exception):
    """The text cannot be read as TOML at all; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.expected)
        self.fault = fault


def read_toml(text: str) -> dict[str, object]:
    """The top table of a TOML text.

    raises: NotToml
    """
    _check_size(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotToml(_syntax_fault(text, str(error))) from error
    except RecursionError as error:
        raise NotToml(Fault("", "less deeply nested arrays and tables")) from error
    except ValueError as error:  # a number of thousands of digits
        raise NotToml(Fault("", f"readable values ({error})")) from error


def _check_size(text: str) -> None:
    if text.startswith("\ufeff"):
        raise NotToml(Fault("", "UTF-8 without a byte order mark; save the file without one", 1))
    if len(text.encode()) > MAX_BYTES:
        raise NotToml(Fault("", f"at most {MAX_BYTES:,} bytes"))
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _MAX_LINE:
            raise NotToml(Fault("", f"lines of at most {_MAX_LINE:,} characters", number))
        if line.count(".") >= _MOST_PARTS and _LONG_KEY.search(line):
            raise NotToml(Fault("", f"keys of at most {_MOST_PARTS} parts", number))


def _syntax_fault(text: str, complaint: str) -> Fault:
    place = _PLACE.search(complaint)
    reason = ascii(_PLACE.sub("", complaint))[1:-1]
    if place is None or place["line"] is None:
        return Fault("", f"valid TOML ({reason} at the end of the file)", text.count("\n") + 1)
    return Fault("", f"valid TOML ({reason} at column {place['column']})", int(place["line"]))

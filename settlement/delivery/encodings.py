"""Which encoding a delivered text is in, and the way from it to UTF-8.

UTF-16 is known by its mark, or by the zeros between the letters of the first column names.
UTF-8 and Windows-1252 are told apart by all accents of the file (`Accents`): where one of them is
UTF-8 the file is, and lines that are not are rejected. Windows-1252 is taken only where nothing
speaks against it; what looks like a third encoding is refused, for names would come out wrong.
"""

import codecs
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from settlement.delivery.buffers import room
from settlement.errors import Refusal
from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers

UTF8, WINDOWS = "UTF-8", "Windows-1252"
UTF16 = {"UTF-16 LE": "utf-16-le", "UTF-16 BE": "utf-16-be"}
UTF8_MARK = codecs.BOM_UTF8
UTF16_MARKS = {codecs.BOM_UTF16_LE: "UTF-16 LE", codecs.BOM_UTF16_BE: "UTF-16 BE"}
SAVE_AS_UTF8 = "save it as CSV in UTF-8 and import that."

ENOUGH = 20  # accents; fewer that are all wrong are slips of single lines
MOST_ODD, MOST_BESIDE = 10, 33  # in a hundred; "Núñez" is a common name
_HEAD = 20  # bytes; no list is told from another by fewer
_BLOCK = 1 << 20
_ASCII = 127


def of_utf16(head: bytes) -> str | None:
    """The kind of UTF-16 that a file begins like, if any."""
    if marked := UTF16_MARKS.get(head[:2]):
        return marked
    even, odd = head[:_HEAD:2], head[1:_HEAD:2]
    if len(odd) == _HEAD // 2 and all(even) and not any(odd):
        return "UTF-16 LE"
    if len(odd) == _HEAD // 2 and all(odd) and not any(even):
        return "UTF-16 BE"
    return None


class Stream(Protocol):
    """Bytes in their order."""

    def readinto(self, view: memoryview) -> int:
        """Fill the view from its start; return how many bytes came, 0 at the end."""
        ...


def fill(stream: Stream, view: memoryview) -> int:
    """Fill the view, but for what lies behind the stream's end; return how many bytes came."""
    done = 0
    while done < len(view) and (more := stream.readinto(view[done:])):
        done += more
    return done


@dataclass(slots=True)
class FromUtf16:
    """A stream of UTF-16 as UTF-8. Half a pair stays wrong, so that its line is rejected."""

    stream: Stream
    encoding: str
    name: str
    rest: memoryview = field(default_factory=lambda: memoryview(b""))
    decoder: codecs.IncrementalDecoder = field(init=False)

    def __post_init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder(UTF16[self.encoding])("surrogatepass")

    def readinto(self, view: memoryview) -> int:
        if not self.rest:
            self.rest = memoryview(self._more())
        count = min(len(view), len(self.rest))
        view[:count], self.rest = self.rest[:count], self.rest[count:]
        return count

    def _more(self) -> bytes:
        block = bytearray(_BLOCK)
        count = fill(self.stream, memoryview(block))
        try:
            text = self.decoder.decode(bytes(block[:count]), final=count < _BLOCK)
        except UnicodeDecodeError:
            raise Refusal(
                f"{self.name} ends in the middle of a letter, so it was cut off on its way; "
                "nothing was loaded. Ask for the whole file."
            ) from None
        return text.encode("utf-8", "surrogatepass")


@dataclass(slots=True)
class Accents:
    """What the bytes above ASCII of a file look like.

    utf8:    letters that are UTF-8; they are not counted on once there is one
    others:  bytes above ASCII that are no part of such a letter
    letters: those of them that are a letter of Western Europe in Windows-1252, or its apostrophe
    beside:  those of them that stand behind another, as seldom in a Western name
    """

    utf8: int = 0
    others: int = 0
    letters: int = 0
    beside: int = 0

    def add(self, data: Bytes) -> None:
        """Take into account more of the file, whole lines."""
        if self.utf8 or not (data > _ASCII).any():
            return
        utf8, others, letters, beside = _accents(data)
        self.utf8 += utf8
        self.others += others
        self.letters += letters
        self.beside += beside

    def encoding(self, name: str) -> str:
        """The file's encoding; raises Refusal where it is one that we do not know."""
        if self.utf8 or self.others < ENOUGH:
            return UTF8
        odd = 100 * (self.others - self.letters) / self.others
        beside = 100 * self.beside / self.others
        if odd <= MOST_ODD and beside <= MOST_BESIDE:
            return WINDOWS
        raise Refusal(f"{name} is neither UTF-8 nor UTF-16 nor Windows-1252; {SAVE_AS_UTF8}")


@kernel
def _sequence(data: Bytes, i: int) -> int:
    """How many bytes the UTF-8 letter at `i` has; 0 where there is none."""
    lead = data[i]
    if lead < 0xC2 or lead > 0xF4:
        return 0
    length = 2 if lead < 0xE0 else (3 if lead < 0xF0 else 4)
    if i + length > len(data):
        return 0
    for j in range(i + 1, i + length):
        if data[j] & 0xC0 != 0x80:
            return 0
    return length


@kernel
def _is_western(before: int, byte: int) -> bool:
    """Is this a letter or an apostrophe of Windows-1252, as names have them behind that byte?

    The same bytes are small letters elsewhere: there they mostly stand behind small letters.
    """
    if byte in (0x8A, 0x8C, 0x8E, 0x92):
        return not 97 <= before <= 122
    return byte >= 0xC0 and byte not in (0xD7, 0xF7)


@kernel
def _accents(data: Bytes) -> tuple[int, int, int, int]:
    utf8 = others = letters = beside = i = 0
    last = -2  # where the last byte above ASCII was
    while i < len(data):
        if data[i] <= _ASCII:
            i += 1
            continue
        length = _sequence(data, i)
        utf8 += length > 0
        if not length:
            others += 1
            letters += _is_western(data[i - 1] if i else 0, data[i])
            beside += last == i - 1
            last = i
        i += max(1, length)
    return utf8, others, letters, beside


def _forms_of_windows() -> tuple[Bytes, Numbers]:
    """Each byte of Windows-1252 in UTF-8, and how many bytes that takes.

    The five bytes that mean nothing stay as they are, so that their line is rejected.
    """
    forms, lengths = np.zeros((256, 3), np.uint8), np.ones(256, np.int64)
    for byte in range(256):
        text = bytes([byte]).decode("cp1252", "surrogateescape")
        form = text.encode("utf-8", "surrogateescape")
        forms[byte, : len(form)], lengths[byte] = list(form), len(form)
    return forms, lengths


_FORMS, _LENGTHS = _forms_of_windows()


def from_windows(data: Bytes) -> Bytes:
    """Whole lines of Windows-1252 as UTF-8, in a buffer as `cutting.cut` wants it."""
    longer = int((_LENGTHS[data[data > _ASCII]] - 1).sum())
    text = room(len(data) + longer)
    _write(data, _FORMS, _LENGTHS, text)
    return text


@kernel
def _write(data: Bytes, forms: Bytes, lengths: Numbers, text: Bytes) -> None:
    at = 0
    for byte in data:
        text[at] = forms[byte, 0]
        at += 1
        if byte > _ASCII:
            for place in range(1, lengths[byte]):
                text[at] = forms[byte, place]
                at += 1

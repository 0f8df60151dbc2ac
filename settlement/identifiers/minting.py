"""Notice IDs and confirmation codes for the members whose list brought none, many at once.

The numbers come from the system's random source; the text is that of `notice_ids`, which a test
holds this equal to.
"""

import os

import numpy as np
from numpy.typing import NDArray

from settlement.identifiers.notice_ids import ALPHABET, BASE, CODE_RANDOM, CODES, ID_RANDOM
from settlement.kernels import kernel
from settlement.keys.bulk import Bytes

ID_LENGTH, CODE_LENGTH = ID_RANDOM + 1, CODE_RANDOM + 1
_LETTERS = np.frombuffer(ALPHABET.encode(), np.uint8)


def random_numbers(count: int) -> NDArray[np.uint64]:
    """Numbers of 64 bits that nobody can guess."""
    return np.frombuffer(os.urandom(8 * count), np.uint64)


def notice_ids(numbers: NDArray[np.uint64]) -> Bytes:
    """The notice IDs of 64-bit numbers, ungrouped, ID_LENGTH bytes each, one after another."""
    return _texts(numbers, ID_RANDOM)


def codes(numbers: NDArray[np.uint64]) -> Bytes:
    """The confirmation codes of 64-bit numbers, ungrouped, CODE_LENGTH bytes each."""
    return _texts(numbers % np.uint64(CODES), CODE_RANDOM)


@kernel
def _texts(numbers: NDArray[np.uint64], length: int) -> Bytes:
    texts = np.empty(len(numbers) * (length + 1), np.uint8)
    for row in range(len(numbers)):
        number, total = numbers[row], np.int64(0)
        check = row * (length + 1) + length
        for place in range(length):
            value = np.int64(number % np.uint64(BASE))
            number //= np.uint64(BASE)
            texts[check - 1 - place] = _LETTERS[value]
            total += (place + 2) * value
        texts[check] = _LETTERS[-total % BASE]
    return texts

"""Where in the delivered files members stand, found again by reading the chunks they came from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from settlement.imports.numbering import Numbered


def places(
    member_nos: NDArray[np.int64], chunks: Sequence[Numbered]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The file (its place among the files) and the line of each member.

    member_nos: rising; all of them numbers that the chunks gave
    """
    firsts = np.array([numbered.first_no for numbered in chunks])
    of_chunk = np.searchsorted(firsts, member_nos, "right") - 1
    files, lines = np.empty(len(member_nos), np.int64), np.empty(len(member_nos), np.int64)
    wanted = [chunks[place] for place in np.unique(of_chunk)]
    bounds = np.append(np.unique(of_chunk, return_index=True)[1], len(member_nos))
    start = 0
    while start < len(wanted):
        file, delivery = wanted[start].file, wanted[start].delivery
        end = start
        while end < len(wanted) and wanted[end].file == file:
            end += 1
        some = [numbered.chunk for numbered in wanted[start:end]]
        for place, content in enumerate(delivery.contents(some), start=start):
            low, high = bounds[place], bounds[place + 1]
            cut = delivery.cut(wanted[place].chunk, content).lines
            files[low:high] = file
            lines[low:high] = cut[member_nos[low:high] - wanted[place].first_no]
        start = end
    return files, lines

"""Where in the delivered files members stand, found again by reading the chunks they came from."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from settlement.delivery.rejects import Reject
from settlement.imports.numbering import Numbered
from settlement.keys.bulk import Numbers


def rejects_of(
    members: Numbers,
    firsts: Numbers,
    chunks: Sequence[Numbered],
    *,
    reason: Callable[[int, str], str],
) -> Iterator[tuple[int, Iterator[Reject]]]:
    """The rejects of each file, by its place; millions of them are never held as such at once.

    members: whose lines are rejected
    firsts:  for each, the member who stood before with the same; 0 where there is none
    reason:  told which of `members` it is, and the line and file of its first, "" for none
    """
    numbers = np.unique(np.concatenate([members, firsts[firsts > 0]]))
    if not len(numbers):
        return
    files, lines = places(numbers, chunks)
    own, first = np.searchsorted(numbers, members), np.searchsorted(numbers, firsts)
    names = {numbered.file: numbered.delivery.path.name for numbered in chunks}

    def reject(i: int) -> Reject:
        place = first[i]
        before = f"line {lines[place]} of {names[files[place]]}" if firsts[i] else ""
        return Reject(int(lines[own[i]]), reason(i, before))

    for file in np.unique(files[own]):
        yield int(file), (reject(int(i)) for i in np.flatnonzero(files[own] == file))


def places(member_nos: Numbers, chunks: Sequence[Numbered]) -> tuple[Numbers, Numbers]:
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

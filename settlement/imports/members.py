"""From the cut records of a chunk to the members that can be loaded, a column at a time.

What is plain goes through the kernels of `fastpath`; what is not, through `normalise`, one by one.
A record with a fault is left out with its reason; the others do not suffer from it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settlement.delivery.columns import Layout
from settlement.delivery.records import OVERLONG, Records
from settlement.identifiers import fastpath, minting, normalise
from settlement.identifiers.fastpath import Marks
from settlement.identifiers.identifiers import HashKeys, code_text, name_text
from settlement.identifiers.states import NUMBER, code_of
from settlement.imports import asked
from settlement.imports.table import Keys, Table
from settlement.keys.bulk import Bytes, Numbers

_BY_LETTERS = np.zeros(26 * 26, np.int64)
for _code, _number in NUMBER.items():
    _BY_LETTERS[26 * (ord(_code[0]) - ord("A")) + ord(_code[1]) - ord("A")] = _number

type _Faults = dict[int, str]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What of the settlement file and its keys the class list depends on."""

    keys: HashKeys
    detail_key: bytes
    identifiers: frozenset[str]  # of the file; others are kept sealed, but find nobody
    flags: tuple[str, ...]
    fold_gmail: bool


@dataclass(frozen=True, slots=True)
class Members:
    """What is known of each record of a chunk, faulty ones included."""

    table: Table
    faults: Mapping[int, str]  # record -> why it cannot be loaded
    keys: Mapping[str, Keys]  # by the hot table's column; one that is left out finds nobody
    flags: Numbers
    states: Numbers
    unusable: Mapping[str, int]  # identifier -> how many cells no identifier could be read from
    asked: Numbers | None = None  # of a supplement: what each record asks for (`asked`)

    @property
    def fine(self) -> Marks:
        """Which records can be loaded."""
        marks = np.ones(len(self.table), np.bool_)
        marks[list(self.faults)] = False
        return marks


def prepare(records: Records, *, layout: Layout, recipe: Recipe) -> Members:
    """Normalise, hash and check all records of a chunk."""
    faults = dict(_faults_of_form(records, layout.width))
    table = Table.of(records, layout)
    table.blank(list(faults))
    asks = _asks(table, faults) if layout.supplement else None
    _mint(table, "notice_id", minting.notice_ids)
    _mint(table, "confirmation_code", minting.codes)
    keys = _keys(table, recipe)
    _add(faults, ~keys["ref_key"].there, "member_ref is empty")
    states = _states(table, faults)
    packed = _flags(table, recipe.flags, faults)
    _add(faults, ~keys["code_key"].there, "notice_id or confirmation_code cannot be read")
    used, unusable = _used(keys, recipe), _unusable(table, keys)
    return Members(table, faults, used, packed, states, unusable, asks)


def _faults_of_form(records: Records, width: int) -> Iterator[tuple[int, str]]:
    odd = (records.fields != width) | records.has_nul | records.has_stray_quote
    odd |= records.is_overlong
    if not records.all_utf8:
        odd |= ~records.is_ascii
    for row in map(int, np.flatnonzero(odd)):
        if records.has_nul[row]:
            yield row, "a NUL byte"
        elif records.has_stray_quote[row]:
            yield row, "text before or behind a quoted field"
        elif records.fields[row] != width:
            yield row, f"{records.fields[row]} fields, where the column names are {width}"
        elif records.is_overlong[row]:
            yield row, OVERLONG
        elif not (records.all_utf8 or records.is_utf8(row)):
            yield row, "not UTF-8"


def _add(faults: _Faults, rows: Marks, reason: str) -> None:
    """Note the reason for records that have none yet."""
    for row in np.flatnonzero(rows):
        faults.setdefault(int(row), reason)


def _asks(table: Table, faults: _Faults) -> Numbers:
    asks, strange = asked.read(table)
    _add(faults, strange, "action is none of add, change, remove")
    return asks


def _mint(table: Table, name: str, texts: Callable[[NDArray[np.uint64]], Bytes]) -> None:
    """Give each record that brought none a notice ID, or a code, of our own."""
    rows = np.flatnonzero(~table.has_code(name))
    table.fill(rows, name, texts(minting.random_numbers(len(rows))))


def _keys(table: Table, recipe: Recipe) -> dict[str, Keys]:
    keys, fold = recipe.keys, recipe.fold_gmail

    def emails(
        data: Bytes, starts: Numbers, ends: Numbers, text: Bytes, bounds: Numbers, hard: Marks
    ) -> None:
        fastpath.emails(data, starts, ends, fold, text, bounds, hard)

    def email(text: str) -> str:
        return normalise.email(text, fold_gmail=fold)

    refs = table.keys("member_ref", fastpath.member_refs, normalise.member_ref, keys.ref)
    notices = table.keys("notice_id", fastpath.codes, normalise.notice_id, keys.notice)
    names = table.pair_keys(("last_name", "first_name"), fastpath.names, _name, keys.name)
    codes = table.pair_keys(
        ("notice_id", "confirmation_code"), fastpath.notices_with_codes, _code_pair, keys.code
    )
    return {
        "ref_key": refs,
        "notice_key": notices,
        "code_key": codes,
        "name_key": names,
        "email_key": table.keys("email", emails, email, keys.email),
        "phone_key": table.keys("phone", fastpath.phones, normalise.phone, keys.phone),
        "username_key": table.keys(
            "username", fastpath.usernames, normalise.username, keys.username
        ),
    }


def _name(last_name: str, first_name: str) -> str:
    return name_text(first_name=first_name, last_name=last_name)


def _code_pair(notice_id: str, code: str) -> str:
    return code_text(notice_id=notice_id, code=code)


def _used(keys: Mapping[str, Keys], recipe: Recipe) -> dict[str, Keys]:
    """Leave out what the settlement file does not look members up by."""
    unused = {f"{name}_key" for name in {"email", "phone", "username"} - recipe.identifiers}
    if "notice_id" not in recipe.identifiers:
        unused |= {"notice_key", "code_key"}
    return {column: of_column for column, of_column in keys.items() if column not in unused}


def _unusable(table: Table, keys: Mapping[str, Keys]) -> dict[str, int]:
    return {
        name: int(np.count_nonzero(table.filled(name) & ~keys[f"{name}_key"].there))
        for name in ("email", "phone", "username")
    }


def _states(table: Table, faults: _Faults) -> Numbers:
    starts, ends = table.column("state")
    numbers, hard = np.zeros(len(table), np.int64), np.zeros(len(table), np.bool_)
    fastpath.states(table.data, starts, ends, _BY_LETTERS, numbers, hard)
    for row in map(int, np.flatnonzero(hard)):
        code = code_of(table.text(row, "state"))
        numbers[row] = NUMBER.get(code, 0)
        if not code:
            faults.setdefault(row, "state is no state or territory of the United States")
    return numbers


def _flags(table: Table, names: tuple[str, ...], faults: _Faults) -> Numbers:
    """The flags packed as `flags.encode` packs them."""
    packed, values = np.zeros(len(table), np.int64), np.zeros(len(table), np.int64)
    for place, name in enumerate(names):
        fastpath.flags(table.data, *table.column(name), values)
        _add(faults, values < 0, f"{name} is neither true, false nor empty")
        packed |= np.where(values > 0, values, 0) << 2 * place
    return packed.astype(np.int32).astype(np.int64)

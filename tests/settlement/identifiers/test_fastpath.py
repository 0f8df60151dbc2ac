"""The compiled code answers as `normalise` does, or leaves the answer to it."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from settlement.identifiers import fastpath, flags, identifiers, normalise
from settlement.identifiers.states import NUMBER, code_of
from settlement.imports.members import _BY_LETTERS

ROOM = 64  # a kernel may write a little more than its span


def _spans(texts: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The texts behind one another, each behind a comma, as in a file."""
    data = b"," + b",".join(texts) + b",\n"
    lengths = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(1 + lengths)
    starts = ends - lengths
    return np.frombuffer(data, np.uint8).copy(), starts, ends


def _forms(fill: Callable[..., None], *columns: list[bytes]) -> list[bytes | None]:
    """What the kernel writes for each text (or pair of texts); None where it is not sure."""
    count = len(columns[0])
    data, starts, ends = _spans([text for column in columns for text in column])
    text = np.zeros(len(data) + ROOM * count, np.uint8)
    bounds, hard = np.zeros(count + 1, np.int64), np.zeros(count, np.bool_)
    if len(columns) == 1:
        fill(data, starts, ends, text, bounds, hard)
    else:
        spans = (starts[:count], ends[:count], starts[count:], ends[count:])
        fill(data, spans, text, bounds, hard)
    return [
        None if hard[row] else text[bounds[row] : bounds[row + 1]].tobytes() for row in range(count)
    ]


def _emails(fold: bool, data: np.ndarray, *rest: np.ndarray) -> None:
    starts, ends, *others = rest
    fastpath.emails(data, starts, ends, fold, *others)


SINGLE: dict[str, tuple[Callable[..., None], Callable[[str], str]]] = {
    "email": (partial(_emails, True), partial(normalise.email, fold_gmail=True)),
    "email unfolded": (partial(_emails, False), partial(normalise.email, fold_gmail=False)),
    "phone": (fastpath.phones, normalise.phone),
    "username": (fastpath.usernames, normalise.username),
    "code": (fastpath.codes, normalise.notice_id),
    "member_ref": (fastpath.member_refs, normalise.member_ref),
}
LIKELY = st.text(alphabet="abcXYZgmail.com0123456789+@-_.'() \tOIl\xe9\u2019,", max_size=24)
ADDRESSES = st.builds(
    "{}@{}".format,
    st.text(alphabet="abC.+-_0\xe9 ", max_size=10),
    st.sampled_from(["gmail.com", "GoogleMail.com", "gmail.com.", "example.org", "b\xfccher.de"]),
)
NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "+1", "1", "+1 ", "+44 ", "+", "011"]),
    st.text(alphabet="0123456789 ()-.", min_size=7, max_size=14),
    st.sampled_from(["", " ", " x12"]),
    st.sampled_from(["", "\t"]),
)


@pytest.mark.parametrize("kind", SINGLE)
@settings(deadline=None)  # the first call compiles
@given(texts=st.lists(st.one_of(LIKELY, ADDRESSES, NUMBERS, st.text(max_size=12)), max_size=4))
@example(texts=["", " ", "@", "+", "()", "a@gmail.com", "+@gmail.com", "3125550142"])
def test_a_kernel_says_what_normalise_says_or_nothing(kind: str, texts: list[str]) -> None:
    fill, slow = SINGLE[kind]
    usable = [text for text in texts if "," not in text]

    for text, form in zip(usable, _forms(fill, [text.encode() for text in usable]), strict=True):
        assert form is None or form.decode() == slow(text)


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        ("email", "J.Doe+shop@Gmail.com"),
        ("email", "jane@example.org"),
        ("phone", "(312) 555-0142"),
        ("phone", "+13125550142"),
        ("username", " @Dance.Queen "),
        ("code", "7kq2-9f4d px3w-8rt8"),
        ("member_ref", " A-1001 "),
    ],
)
def test_plain_spellings_are_not_left_to_the_slow_way(kind: str, plain: str) -> None:
    fill, slow = SINGLE[kind]

    assert _forms(fill, [plain.encode()]) == [slow(plain).encode()]


NAMES = st.text(alphabet="abcdefgMcOJR'\u2019- .,\xe9\xf1jr\xdf\u0130\u0141\xa0", max_size=12)


@settings(deadline=None)  # the first call compiles
@given(pairs=st.lists(st.tuples(NAMES, NAMES), max_size=4))
@example(pairs=[("", "Ana"), ("Jr", ""), ("O'Brien-Smith", "Ana"), ("De la Cruz", "x")])
def test_names_are_compared_by_what_identifiers_says(pairs: list[tuple[str, str]]) -> None:
    columns = [[pair[column].encode() for pair in pairs] for column in (0, 1)]

    for (last, first), form in zip(pairs, _forms(fastpath.names, *columns), strict=True):
        expected = identifiers.name_text(first_name=first, last_name=last)
        assert form is None or form.decode() == expected


def test_accented_latin_letters_are_not_left_to_the_slow_way() -> None:
    letters = [chr(point) for point in range(0x80, 0x250) if chr(point).isalpha()]

    forms = _forms(fastpath.names, *[[f"{letter}x".encode() for letter in letters]] * 2)

    expected = [identifiers.name_text(first_name=x, last_name=f"{x}x") for x in letters]
    assert [form.decode() for form in forms if form is not None] == [
        text for text, form in zip(expected, forms, strict=True) if form is not None
    ]
    assert sum(form is None for form in forms) < len(letters) / 2


CODES = st.text(alphabet="79CDoil -\xe9", max_size=6)


@settings(deadline=None)  # the first call compiles
@given(pairs=st.lists(st.tuples(CODES, CODES), max_size=4))
def test_codes_are_compared_together_with_their_notice_id(pairs: list[tuple[str, str]]) -> None:
    columns = [[pair[column].encode() for pair in pairs] for column in (0, 1)]
    forms = _forms(fastpath.notices_with_codes, *columns)

    for (notice_id, code), form in zip(pairs, forms, strict=True):
        expected = identifiers.code_text(notice_id=notice_id, code=code)
        assert form is None or form.decode() == expected


@settings(deadline=None)  # the first call compiles
@given(texts=st.lists(st.text(alphabet="iILlNny \t0", max_size=3), max_size=6))
def test_states_have_the_number_of_their_code(texts: list[str]) -> None:
    data, starts, ends = _spans([text.encode() for text in texts])
    numbers, hard = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.bool_)

    fastpath.states(data, starts, ends, _BY_LETTERS, numbers, hard)

    for row, text in enumerate(texts):
        assert hard[row] or numbers[row] == NUMBER.get(code_of(text), 0)


def test_every_state_is_found_without_the_slow_way() -> None:
    data, starts, ends = _spans([code.encode() for code in NUMBER])
    numbers, hard = np.zeros(len(NUMBER), np.int64), np.zeros(len(NUMBER), np.bool_)

    fastpath.states(data, starts, ends, _BY_LETTERS, numbers, hard)

    assert numbers.tolist() == list(NUMBER.values())
    assert not hard.any()


def test_flags_are_true_false_or_unknown_and_nothing_else() -> None:
    texts = [b"true", b"FALSE", b" True ", b"", b"  ", b"1", b"yes", b"tru", b"truee"]
    data, starts, ends = _spans(texts)
    values = np.zeros(len(texts), np.int64)

    fastpath.flags(data, starts, ends, values)

    true, false, unknown = flags.TRUE, flags.FALSE, flags.UNKNOWN
    assert values.tolist() == [true, false, true, unknown, unknown, -1, -1, -1, -1]

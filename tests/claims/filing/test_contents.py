"""Contents: to JSON and back, and one hash for one filing."""

from datetime import date

from claims.filing.contents import Contents, sha256
from tests import make


def test_contents_survive_json() -> None:
    contents = make.contents(usernames=("a", "b"), birth_date=date(2012, 3, 1))

    assert Contents.from_json(contents.as_json()) == contents


def test_fields_that_an_older_version_did_not_have_are_empty() -> None:
    contents = Contents.from_json({"first_name": "Dana"})

    assert contents == Contents(first_name="Dana")


def test_the_canonical_text_does_not_depend_on_the_order_of_answers() -> None:
    one = make.contents(line1="1 A", email="a@example.org", answers={"a": 1, "b": True})
    two = make.contents(line1="1 A", email="a@example.org", answers={"b": True, "a": 1})

    assert sha256(one.canonical()) == sha256(two.canonical())
    assert b"\n" not in one.canonical()


def test_who_signs_is_the_guardian_where_one_files() -> None:
    child = make.contents(
        capacity="guardian", guardian_first_name="Ana", guardian_last_name="Rivera"
    )

    assert (make.contents(middle_name="B.").signer, child.signer) == (
        "Dana B. Rivera",
        "Ana Rivera",
    )

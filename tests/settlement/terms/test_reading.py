"""A settlement file on disk: its exact text, or one sentence."""

from pathlib import Path

import pytest

from settlement.terms.reading import Unreadable, text_of


def test_the_text_is_the_files_bytes_to_the_last_line_end(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes("version = 1\r\n# año\n\n".encode())

    assert text_of(path).encode() == path.read_bytes()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: no such file or directory"),
        (b"version = 1\nname = '\xff'\n", "not UTF-8 text: its line 2"),
        (b"#" * 1_000_001, "larger than 1,000,000 bytes"),
    ],
    ids=["missing", "latin-1", "too large"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "case.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(Unreadable, match=sentence):
        text_of(path)


def test_a_folder_is_no_settlement_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is a directory"):
        text_of(tmp_path)

"""Pure: between what the draft keeps, plain values by field, and the Contents of filing."""

from typing import Any

from claims.filing.contents import NAMES, Contents
from claims.wizard.steps import Filled

_HAS_NOTICE = "has_notice"  # the form's own; no part of what is filed


def contents_from(filled: Filled, **more: Any) -> Contents:
    """The contents so far; what was not filled in yet is empty."""
    given = {name: filled[name] for name in NAMES if filled.get(name) is not None}
    return Contents.from_json({**given, **more})


def plain_from(contents: Contents, *, has_notice: str) -> dict[str, Any]:
    """What the draft keeps of cleaned contents."""
    return {**contents.as_json(), _HAS_NOTICE: has_notice}

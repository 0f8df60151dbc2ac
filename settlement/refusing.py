"""How a command ends that refuses: exit 1, with one sentence or, for programs, one JSON object."""

import json
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError

from settlement.errors import Refusal


def refuse(command: BaseCommand, sentence: str, *, as_json: bool, unchanged: str = "") -> NoReturn:
    """End the command. Called where the error is caught, so that it stays known as the cause.

    unchanged: told to people, what stayed as it was
    """
    if not as_json:
        raise CommandError(f"{sentence} {unchanged}".rstrip())
    command.stdout.write(json.dumps({"refused": sentence}))
    raise SystemExit(1)


def unwritten(error: Refusal | OSError) -> str:
    """The sentence, where a refusal or a file that cannot be written ended the work."""
    if isinstance(error, OSError):
        return f"{error.filename} cannot be written: {error.strerror}."
    return str(error)

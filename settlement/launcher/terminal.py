"""What the launcher tells the person who started it."""

import sys


def say(sentence: str) -> None:
    """On standard error: standard output belongs to the command that is run."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def answer(sentence: str) -> None:
    """On standard output: what was asked for."""
    sys.stdout.write(f"{sentence}\n")

"""The one error whose text a person may be shown."""


class Refusal(Exception):
    """An expected "no": a whole sentence that says what is wrong and what to do next."""

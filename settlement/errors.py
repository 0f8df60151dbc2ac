"""The one error whose text a person may be shown."""

from typing import ClassVar


class Refusal(Exception):
    """An expected "no": a whole sentence that says what is wrong and what to do next.

    status: of the HTTP answer where no page of its own shows the sentence (settlement.refusals)
    """

    status: ClassVar[int] = 409

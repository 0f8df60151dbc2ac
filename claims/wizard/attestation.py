"""What a person signs, under penalty of perjury (28 U.S.C. 1746), in the language they read."""

from django.utils.translation import gettext, override

from claims.filing.contents import GUARDIAN


def attestation(*, capacity: str, language: str) -> str:
    """The statement, a sentence a line."""
    with override(language):
        who = (
            gettext(
                "I am the parent or legal guardian of the child for whom I file, the child is under"
                " 18, and I may act for the child."
            )
            if capacity == GUARDIAN
            else gettext("I am 18 or older, and I am the person in whose name I file this claim.")
        )
        return "\n".join(
            [
                gettext(
                    "I declare under penalty of perjury under the laws of the United States of"
                    " America that what I have stated in this claim is true and correct."
                ),
                who,
                gettext("No other claim was filed for this person in this settlement."),
                gettext("My typed name is my signature."),
            ]
        )

"""How allauth behaves here: nobody signs up, and second factors lie sealed in the database."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from settlement.keys import services as keys
from settlement.sealed import seal_text, unseal_text

ABOUT = "mfa/authenticator/data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff accounts are made by an administrator."""
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who signed out is staff, and has nothing to do on the claimants' pages."""
        return reverse("account_login")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth stores TOTP secrets as they are unless these two are overridden."""

    def encrypt(self, text: str) -> str:
        return seal_text(text, key=keys.house_key("mfa"), about=ABOUT)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text, key=keys.house_key("mfa"), about=ABOUT)

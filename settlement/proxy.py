"""Behind a proxy, who asks and how: believed of the proxies that the settings name, of nobody else.

Anybody can send X-Forwarded-For. A proxy appends the address that it saw, so the list is read from
its end: entries of our own proxies are passed over, and the first other one is who asked them.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

type Address = IPv4Address | IPv6Address

_SCHEMES = frozenset({"http", "https"})


class TrustedProxies:
    """Middleware, before every other: what follows reads REMOTE_ADDR and the scheme as they are.

    A request that came from no trusted proxy is left as it is, whatever its headers say.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_proxy(_address(request.META.get("REMOTE_ADDR", ""))):
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
            client = _client(forwarded.split(","))
            if client is not None:
                request.META["REMOTE_ADDR"] = str(client)
            scheme = request.META.get("HTTP_X_FORWARDED_PROTO", "").strip().lower()
            if scheme in _SCHEMES:
                request.META["wsgi.url_scheme"] = scheme
        return self.get_response(request)


def _client(forwarded: Sequence[str]) -> Address | None:
    """The last address that is no proxy of ours; None where something else stands there."""
    for entry in reversed(forwarded):
        address = _address(entry)
        if not _is_proxy(address):
            return address
    return None


def _is_proxy(address: Address | None) -> bool:
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def _address(text: str) -> Address | None:
    """The address; an IPv4 address that a socket of both kinds writes as IPv6 is one of IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

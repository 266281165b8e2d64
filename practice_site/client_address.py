"""Which address a request comes from, as far as it can be believed.

A proxy adds the address that it hears from at the right end of X-Forwarded-For. So with n proxies of our own in front,
the n-th entry from the right was written by one of them, and everything to its left by whoever likes to.
"""

import ipaddress
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

IPV6_HOME = 64  # bits: what a provider gives to one household (RFC 6177)


def client_address(meta: Mapping[str, str], trusted_proxies: int) -> str:
    """The client's IPv4 address, or the /64 network of its IPv6 address. Blank when nobody can know.

    `meta` is `request.META`. Where the header does not hold what our proxies would have written, the address of the
    connection is taken.
    """
    if trusted_proxies:
        entries = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(entries) >= trusted_proxies and (address := _read(entries[-trusted_proxies])):
            return address
    return _read(meta.get("REMOTE_ADDR", ""))


def of_request(request: HttpRequest) -> str:
    """The client's address behind the proxies of this site."""
    return client_address(request.META, settings.ENVIRONMENT.trusted_proxies)


def _read(text: str) -> str:
    try:
        address = ipaddress.ip_address(_without_port(text.strip()))
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), IPV6_HOME), strict=False))


def _without_port(text: str) -> str:
    """Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text

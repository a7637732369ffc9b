"""The addresses under which phones on the same network find this machine."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network

import psutil

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "wg", "utun")
"""Networks that are no phone's: of containers, virtual machines and tunnels."""
_HALLS = IPv4Network("192.168.0.0/16")


def addresses(host: str, port: int) -> list[str]:
    """Addresses of the page on a twin that listens on `host`, the likeliest first.

    Those of private networks come before others, as phones in a hall are on one. IPv4 only: a
    QR code with an IPv6 address of a link works on no phone.
    """
    if host not in _EVERYWHERE:
        return [f"http://{f'[{host}]' if ':' in host else host}:{port}"]
    found = {
        IPv4Address(each.address)
        for name, given in psutil.net_if_addrs().items()
        if not name.startswith(_VIRTUAL)
        for each in given
        if each.family == socket.AF_INET
    }
    useful = [each for each in found if not (each.is_loopback or each.is_link_local)]
    return [f"http://{each}:{port}" for each in sorted(useful, key=_likely)]


def _likely(address: IPv4Address) -> tuple[bool, bool, IPv4Address]:
    """Private before public, and of those what routers of homes and halls hand out."""
    return (not address.is_private, address not in _HALLS, address)

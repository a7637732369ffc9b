"""Where the open data services are: the one table of their addresses."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Services:
    """Addresses of services, without a slash at the end.

    Attributes
    ----------
    bag, bgt, cbs
        OGC API Features.
    bag3d
        The API of 3D BAG, which answers CityJSON.
    ahn
        OGC WCS 2.0.1.
    locatieserver
        PDOK Locatieserver 3.1.
    """

    bag: str = "https://api.pdok.nl/kadaster/bag/ogc/v2"
    bgt: str = "https://api.pdok.nl/lv/bgt/ogc/v1"
    bag3d: str = "https://api.3dbag.nl"
    ahn: str = "https://service.pdok.nl/rws/ahn/wcs/v1_0"
    locatieserver: str = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
    cbs: str = "https://api.pdok.nl/cbs/wijken-en-buurten-2024/ogc/v1"


PDOK = Services()
"""The services themselves."""


def behind(mirror: str) -> Services:
    """The same services behind a mirror, which has each below the name of its own host.

    Parameters
    ----------
    mirror
        Such as `http://127.0.0.1:8080`: the BGT is then
        `http://127.0.0.1:8080/api.pdok.nl/lv/bgt/ogc/v1`.
    """
    base = mirror.rstrip("/")
    return Services(
        **{
            field.name: f"{base}/{getattr(PDOK, field.name).removeprefix('https://')}"
            for field in fields(Services)
        }
    )

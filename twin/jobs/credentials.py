"""Who may publish what: Mosquitto's password and access files, made from the registry.

Each login may write the topics of its own things and nothing else; the ingest may read all. No
login may read what another sends. Passwords are random and known to nobody but who gets them: the
file has their PBKDF2-SHA512, in the form of `mosquitto_passwd`.

Reference: mosquitto_passwd(1), mosquitto.conf(5) `acl_file`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from twin.errors import NotFound
from twin.jobs.thing_rules import INGEST, login
from twin.model import Datastream, Thing

_ITERATIONS = 101  # as mosquitto_passwd: our passwords have 192 random bits, which nobody guesses
_SALT_BYTES = 12
_PASSWORD_BYTES = 24
_HEAD = "# Written by `twin sensors credentials` from the registry, anew each time: do not edit.\n"

Randomness = Callable[[int], bytes]
"""So many random bytes, as `secrets.token_bytes`."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What to write, and what changed.

    Attributes
    ----------
    passwords, access
        The texts of the files.
    made
        New passwords by login; they are nowhere else.
    kept
        Logins whose password stays as it was.
    revoked
        Logins that can no longer come in.
    """

    passwords: str
    access: str
    made: dict[str, str]
    kept: tuple[str, ...]
    revoked: tuple[str, ...]


def grants(
    things: Iterable[Thing], datastreams: Iterable[Datastream], now: datetime
) -> dict[str, list[str]]:
    """The topics that each login may publish on, without what is retired by `now`."""
    found: dict[str, list[str]] = {}
    logins: dict[str, str] = {}
    for thing in things:
        if thing.retired_at is None or thing.retired_at > now:
            address = thing.address or f"twin/v1/{thing.id}"
            logins[thing.id] = login(thing)
            topics = found.setdefault(logins[thing.id], [])
            topics += [topic for topic in (address, f"{address}/#") if topic not in topics]
    for stream in datastreams:
        if stream.thing in logins and (stream.retired_at is None or stream.retired_at > now):
            found[logins[stream.thing]].append(f"v1.1/Datastreams({stream.id})/Observations")
    return found


def credentials(
    granted: Mapping[str, Sequence[str]],
    *,
    known: str = "",
    given: Mapping[str, str] | None = None,
    renew: Collection[str] = (),
    randomness: Randomness,
) -> Credentials:
    """The files for the logins of `granted` and for the ingest.

    Parameters
    ----------
    known
        The password file as it is: who is in it keeps the password.
    given
        Passwords that somebody else chose, by login, such as the ingest's; others are made.
    renew
        Logins that get a new password.

    Raises
    ------
    NotFound
        A login to give a password to is none of ours.
    """
    given = given or {}
    logins = [INGEST, *sorted(granted)]
    for name in (*given, *renew):
        if name not in logins:
            raise NotFound(
                f"no thing publishes through the login '{name}'",
                hint="`twin sensors list` shows the things; a login is a thing's id or its gateway",
            )
    lines = dict(line.split(":", 1) for line in known.splitlines() if ":" in line)
    made: dict[str, str] = {}
    kept = []
    for name in logins:
        if name in given:
            if name in lines and matches(lines[name], given[name]):
                kept.append(name)
            else:
                lines[name] = hashed(given[name], randomness(_SALT_BYTES))
        elif name in lines and name not in renew:
            kept.append(name)
        else:
            made[name] = base64.urlsafe_b64encode(randomness(_PASSWORD_BYTES)).decode()
            lines[name] = hashed(made[name], randomness(_SALT_BYTES))
    return Credentials(
        passwords="".join(f"{name}:{lines[name]}\n" for name in logins),
        access=_access(granted),
        made=made,
        kept=tuple(kept),
        revoked=tuple(sorted(set(lines) - set(logins))),
    )


def hashed(password: str, salt: bytes) -> str:
    """A password as Mosquitto keeps it: `$7$`, iterations, salt and PBKDF2-SHA512."""
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    words = ("7", str(_ITERATIONS), *(base64.b64encode(part).decode() for part in (salt, key)))
    return "".join(f"${word}" for word in words)


def matches(line: str, password: str) -> bool:
    """Whether a line of `hashed` is that of `password`; another form is not."""
    words = line.split("$")
    if len(words) != 5 or words[1] != "7":
        return False
    return hmac.compare_digest(hashed(password, base64.b64decode(words[3])), line)


def _access(granted: Mapping[str, Sequence[str]]) -> str:
    """The access file: what is not in it is refused."""
    ingest = f"user {INGEST}\ntopic read #\ntopic read $SYS/#\n"
    devices = (
        f"user {name}\n" + "".join(f"topic write {topic}\n" for topic in granted[name])
        for name in sorted(granted)
    )
    return "\n".join([_HEAD, ingest, *devices])

"""Every failure that Twin names, and nothing about HTTP or exit codes.

The tree::

    TwinError                   message, offending value, hint
    ├── InputError              what was given cannot be used
    │   ├── FileUnreadable      a file is missing, truncated, corrupt or of another kind
    │   ├── NotInRd             coordinates are not RD New (EPSG:28992) or NAP
    │   ├── PayloadRejected     a measurement message that cannot become observations
    │   ├── ParameterInvalid    an argument out of bounds or of the wrong form
    │   └── EditsInvalid        edits of a scenario that cannot be: all that is wrong
    ├── NotFound                an id that nobody has
    ├── Conflict                the change clashes with what is there
    │   └── RevisionNeeded      a change that does not tell on which revision it builds
    ├── NotAllowed              who asks may not do this
    │   └── KeyNeeded           nobody is known by the key that was given, if any was
    ├── NotSupported            a standard has it, and we do not
    ├── TooMuch                 more than one may have at work, or than there is room for
    └── Unavailable             something outside us is away
        ├── DatabaseAway        the database does not answer or cannot be used
        ├── BrokerAway          the MQTT broker does not answer
        ├── SourceAway          a service of open data does not answer, or only in part
        ├── SourceChanged       a service of open data answers something else than agreed
        └── StartFailed         a part of the twin could not be started
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class TwinError(Exception):
    """A failure told in one line: what happened, the offending value, and what to do.

    Parameters
    ----------
    message
        What happened, in one sentence, with the offending value in quotes.
    hint
        What the reader can do about it; empty when there is nothing to advise.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class InputError(TwinError):
    """What was given cannot be used."""


class FileUnreadable(InputError):
    """A file is missing, truncated, corrupt or of another kind than its name says."""


class NotInRd(InputError):
    """Coordinates are not RD New metres (EPSG:28992) or heights are not NAP."""


class PayloadRejected(InputError):
    """A measurement message that cannot become observations.

    Parameters
    ----------
    reason
        A value of `twin.model.RejectionReason`.
    """

    def __init__(self, reason: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class ParameterInvalid(InputError):
    """An argument is out of bounds or of the wrong form."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong in a list.

    Attributes
    ----------
    place
        Where, such as `edits[2].parts[0].footprint`.
    code
        What kind of thing, for programs: `overlaps`.
    nl, en
        What is wrong, with the offending value in quotes.
    at
        RD of the spot, where it is at one.
    """

    place: str
    code: str
    nl: str
    en: str
    at: tuple[float, float] | None = None


class EditsInvalid(InputError):
    """Edits of a scenario that cannot be read, or cannot be made in their area.

    Parameters
    ----------
    issues
        All that is wrong; at least one.
    """

    def __init__(self, issues: Sequence[Issue], *, hint: str = "") -> None:
        told = "; ".join(f"{issue.place}: {issue.en}" for issue in issues)
        super().__init__(told, hint=hint or "nothing was changed; put these right and try again")
        self.issues = tuple(issues)


class NotFound(TwinError):
    """Nothing has the id that was asked for."""


class Conflict(TwinError):
    """The change clashes with what is already there."""


class RevisionNeeded(Conflict):
    """A change that must tell on which revision it builds, and does not."""


class NotSupported(TwinError):
    """What was asked for is in a standard that we serve, but not in the part of it that we do."""


class NotAllowed(TwinError):
    """Who asks may not do this."""


class KeyNeeded(NotAllowed):
    """No key was given, or one that nobody has any more."""


class TooMuch(TwinError):
    """More is asked than one asker may have at work, or than there is room for."""


class Unavailable(TwinError):
    """Something outside this process is away."""


class DatabaseAway(Unavailable):
    """The database does not answer or cannot be used."""


class BrokerAway(Unavailable):
    """The MQTT broker does not answer."""


class SourceAway(Unavailable):
    """A service of open data cannot be reached, or gives no whole answer."""


class SourceChanged(Unavailable):
    """A service of open data refuses what we ask, or answers something else than agreed."""


class StartFailed(Unavailable):
    """A part of the twin could not be started."""

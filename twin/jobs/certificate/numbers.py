"""Numbers, days and dates as people read them, in Dutch and English."""

from __future__ import annotations

from twin.model import Language


def decimal(value: float, language: Language, digits: int = 1) -> str:
    """Such as `3,2` in Dutch and `3.2` in English; a true minus, and no `-0`."""
    rounded = round(value, digits) + 0.0
    text = f"{abs(rounded):.{digits}f}"
    if language == "nl":
        text = text.replace(".", ",")
    return f"−{text}" if rounded < 0 else text


def hours(value: float | None, language: Language) -> str:
    """Such as `3,2 uur`; a dash where there is none."""
    if value is None:
        return "–"
    unit = "uur" if language == "nl" else "hours"
    return f"{decimal(value, language)} {unit}"


def change(before: float | None, after: float | None, language: Language) -> str:
    """Such as `−1,2 uur`; a dash where one of the two is not known."""
    if before is None or after is None:
        return "–"
    # Of what the page shows, so that a reader who subtracts finds the same.
    difference = round(after, 1) - round(before, 1)
    sign = "+" if round(difference, 1) > 0 else ""
    return sign + hours(difference, language)


def about(value: float, language: Language) -> str:
    """Hours above none as people say them: `ruim 3 uur`, `ongeveer een half uur`."""
    quarters = round(value * 4)
    if value < 0.125:
        return "een paar minuten" if language == "nl" else "a few minutes"
    if quarters < 4:
        part = {
            1: ("ongeveer een kwartier", "about a quarter of an hour"),
            2: ("ongeveer een half uur", "about half an hour"),
            3: ("ongeveer drie kwartier", "about three quarters of an hour"),
        }[quarters]
        return part[0 if language == "nl" else 1]
    whole = int(value + 0.125)
    rest = value - whole
    if abs(rest) <= 0.125:
        return _whole("ongeveer", "about", whole, language)
    if rest < 0.4:
        return _whole("ruim", "a good", whole, language)
    if rest <= 0.6:
        return ("ongeveer " if language == "nl" else "about ") + hours(whole + 0.5, language)
    return _whole("bijna", "nearly", whole + 1, language)


def _whole(dutch: str, english: str, number: int, language: Language) -> str:
    if language == "nl":
        return f"{dutch} {number} uur"
    return f"{english} {number} hour{'' if number == 1 else 's'}"

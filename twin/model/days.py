"""Days of the calendar as people read them, in Dutch and English."""

from __future__ import annotations

from datetime import date

from twin.model.provenance import Language

_MONTHS = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
           "september", "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December"),
}  # fmt: skip


def day_of_year(month: int, day: int, language: Language) -> str:
    """Such as `21 maart` or `21 March`; month and day from 1."""
    return f"{day} {_MONTHS[language][month - 1]}"


def full_date(on: date, language: Language) -> str:
    """Such as `22 november 2026`."""
    return f"{day_of_year(on.month, on.day, language)} {on.year}"

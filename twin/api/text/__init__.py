"""The twin in words and tables: pages without JavaScript, in Dutch and (`?taal=en`) English."""

from fastapi import APIRouter

from twin.api.text import (
    access,
    area,
    colours,
    comparison,
    evening,
    measurements,
    plans,
    sensors,
    unknown,
    words,
)

router = APIRouter(include_in_schema=False)
for _pages in (
    access, area, colours, measurements, sensors, unknown, plans, comparison, evening, words,
):  # fmt: skip
    router.include_router(_pages.router)

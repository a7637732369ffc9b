"""The twin in words and tables: pages without JavaScript, in Dutch and (`?taal=en`) English."""

from fastapi import APIRouter

from twin.api.text import (
    access,
    alerts,
    area,
    colours,
    comparison,
    evening,
    here,
    measurements,
    plans,
    playback,
    sensors,
    unknown,
    words,
)

router = APIRouter(include_in_schema=False)
for _pages in (
    access, alerts, area, colours, measurements, playback, sensors, unknown, plans, comparison,
    evening, here, words,
):  # fmt: skip
    router.include_router(_pages.router)

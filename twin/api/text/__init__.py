"""The twin in words and tables: pages without JavaScript, in Dutch and (`?taal=en`) English."""

from fastapi import APIRouter

from twin.api.text import measurements

router = APIRouter(include_in_schema=False)
router.include_router(measurements.router)

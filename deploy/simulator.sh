#!/bin/sh
# Publish for the simulated fleet, as its devices would.
set -eu
TWIN_MQTT_URL="mqtt://simulator:$(cat "$TWIN_MQTT_PASSWORD_FILE")@${TWIN_MQTT_URL##*@}"
export TWIN_MQTT_URL
exec python -m sensors.simulator publish --things /things/things.json --seed 1 --backfill 24h

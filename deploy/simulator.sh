#!/bin/sh
# Publish for the simulated fleet, as its devices would.
set -eu
exec python -m sensors.simulator publish --things /things/things.json --seed 1 --backfill 24h \
  --mqtt "mqtt://simulator:$(cat "$TWIN_MQTT_PASSWORD_FILE")@${TWIN_MQTT_URL##*@}"

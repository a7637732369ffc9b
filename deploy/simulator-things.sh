#!/bin/sh
# Place a simulated fleet in the area, register its things, and give it a login at the broker.
set -eu
twin area spots > /things/spots.geojson
python -m sensors.simulator things --spots /things/spots.geojson --seed 1 > /things/things.json
twin sensors import /things/things.json
twin sensors credentials --out=/credentials --password=simulator=/run/secrets/mqtt_simulator \
  --new=/credentials/new

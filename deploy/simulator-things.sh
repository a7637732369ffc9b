#!/bin/sh
# Place a simulated fleet in the area, and register its things.
set -eu
twin area spots > /things/spots.geojson
python -m sensors.simulator things --spots /things/spots.geojson --seed 1 > /things/things.json
twin sensors import /things/things.json

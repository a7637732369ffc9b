#!/bin/sh
# Fetch who may do what and our certificate, become Mosquitto, and fetch again whenever that changes.
# The container starts as root; Mosquitto itself goes on as its own user and may read these only.
set -eu
umask 077
run=/run/mosquitto

fetch() {
  cp "$1" "$run/$2.new"
  chown mosquitto:mosquitto "$run/$2.new"
  mv "$run/$2.new" "$run/$2"
}

fetch_credentials() {
  fetch /credentials/passwords passwords
  fetch /credentials/acl acl
}

fetch_credentials
fetch /run/secrets/mqtt_certificate certificate
fetch /run/secrets/mqtt_key key
chown -R mosquitto:mosquitto "$run" /mosquitto/data

# Until Mosquitto, which takes over our process number, is gone.
known="$(cksum /credentials/passwords /credentials/acl)"
while sleep 2 && kill -0 $$ 2> /dev/null; do
  now="$(cksum /credentials/passwords /credentials/acl)"
  [ "$now" = "$known" ] && continue
  known="$now"
  fetch_credentials
  kill -HUP $$
done &

exec mosquitto -c /mosquitto/config/mosquitto.conf

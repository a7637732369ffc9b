#!/bin/sh
# Make the password file from the secrets, then become Mosquitto. The container starts as root;
# Mosquitto itself goes on as its own user.
set -eu
umask 077
passwords=/run/mosquitto/passwords
: > "$passwords"
for secret in /run/secrets/mqtt_*; do
  printf '%s:%s\n' "${secret##*/mqtt_}" "$(cat "$secret")" >> "$passwords"
done
mosquitto_passwd -U "$passwords"
chown -R mosquitto:mosquitto /run/mosquitto /mosquitto/data
exec mosquitto -c /mosquitto/config/mosquitto.conf

"""The embedded default: PostgreSQL and an MQTT broker from PyPI, on loopback."""

"""A seeded synthetic fleet that publishes over MQTT, with faults on purpose."""

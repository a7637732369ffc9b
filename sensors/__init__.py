"""Devices without hardware: a synthetic fleet and replays of real series. They speak MQTT only."""

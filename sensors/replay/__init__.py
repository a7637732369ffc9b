"""Real measured series, published over MQTT as the devices would."""

"""OGC SensorThings API 1.1 at /sta/v1.1: the measurements in the words of that standard."""

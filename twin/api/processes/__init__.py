"""OGC API Processes 1.0 at `/ogc/processes`: the registry of indicators, for standard clients."""

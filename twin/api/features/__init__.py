"""The ground as OGC API Features, Parts 1 and 2, at `/ogc/features`; `routes` is the way in."""

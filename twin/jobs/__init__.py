"""Use cases that put geo, sim, scene and store together."""

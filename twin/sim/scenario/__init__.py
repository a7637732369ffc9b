"""Scenarios: edits in their JSON form, checked against an area, and applied to it."""

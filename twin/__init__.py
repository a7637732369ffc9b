"""Twin: a digital twin of a development area, from open data, live sensors and Dutch norms."""

__version__ = "0.1.0"

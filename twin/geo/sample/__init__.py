"""Voorbeeldwijk: a neighbourhood that does not exist, made by our own code with a fixed seed.

Dutch in character, so that everything works without any data at hand: it lies in the fields east of
Hengelo, where nothing of it stands. Every building and tree is named `verzonnen-…`.
"""

from twin.geo.sample.make import make

__all__ = ["make"]

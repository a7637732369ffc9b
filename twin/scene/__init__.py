"""One scene for three viewers: an area and its things as a pydeck.Deck, with its legends."""

"""A stand-in for the open data services: real data in the form in which they answer."""

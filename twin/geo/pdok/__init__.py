"""Open data over the network: the only HTTP client of Twin.

It downloads into a folder, in the forms that files have, and knows nothing of areas: reading that
folder is what makes one. `services` says where things are; `client` asks politely; the others know
one service each; `download` fills the folder.
"""

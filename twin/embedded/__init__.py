"""The database and the broker that come along, on tethers that let no child outlive us.

Knows nothing of what runs in them: no schema, no topics.
"""

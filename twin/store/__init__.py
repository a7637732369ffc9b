"""What is remembered: the only room that knows SQL.

Functions take an open psycopg connection (`pool.open_pool`, `pool.connect`: autocommit, UTC) and
open a transaction themselves where they write more than one row. A database that is away shows as
`psycopg.OperationalError`, which `pool.database_away` tells as a `DatabaseAway`.
"""

-- Who may write through the API. A key is shown once, when it is made; here is only its fingerprint,
-- so whoever reads this table cannot use it.

-- `fingerprint` is the SHA-256 of a secret of 256 random bits, which needs no salt and no slow hash.
CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
    fingerprint bytea NOT NULL UNIQUE CHECK (length(fingerprint) = 32),
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);

-- Where each thing stood and since when: SensorThings' Locations, HistoricalLocations and
-- FeaturesOfInterest, which 0002 alone, that knows the place of today only, could not tell.

-- `since` is when the twin was told. Observations of the thing from `valid_from` up to but without
-- `valid_until` were made there; its first known place counts for all that was measured before.
CREATE TABLE places (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thing text NOT NULL REFERENCES things,
    since timestamptz NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    height double precision,
    UNIQUE (thing, valid_from),
    CHECK (valid_from < valid_until)
);

-- Ends the place where a thing stood and begins the one where it stands now, if that is known. The
-- wall clock, since one transaction may move a thing twice. SECURITY DEFINER: who may register
-- things need not be able to write history.
CREATE FUNCTION remember_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    first_known boolean := NOT EXISTS (SELECT FROM places WHERE thing = NEW.id);
BEGIN
    UPDATE places
    SET valid_until = greatest(moment, valid_from + INTERVAL '1 microsecond')
    WHERE thing = NEW.id AND valid_until = 'infinity'
    RETURNING valid_until INTO moment;
    moment := coalesce(moment, clock_timestamp());
    IF NEW.longitude IS NOT NULL THEN
        INSERT INTO places (thing, since, valid_from, valid_until, longitude, latitude, height)
        VALUES (
            NEW.id, moment, CASE WHEN first_known THEN '-infinity' ELSE moment END, 'infinity',
            NEW.longitude, NEW.latitude, NEW.height
        );
    END IF;
    RETURN NULL;
END
$$;

-- A thing that is registered with a place.
CREATE TRIGGER things_stand AFTER INSERT ON things
FOR EACH ROW WHEN (NEW.longitude IS NOT NULL)
EXECUTE FUNCTION remember_place();

-- A thing that is registered again, elsewhere.
CREATE TRIGGER things_move AFTER UPDATE ON things
FOR EACH ROW WHEN (
    (OLD.longitude, OLD.latitude, OLD.height)
    IS DISTINCT FROM (NEW.longitude, NEW.latitude, NEW.height)
)
EXECUTE FUNCTION remember_place();

-- Things of before: of where they stood earlier nothing is known.
INSERT INTO places (thing, since, valid_from, valid_until, longitude, latitude, height)
SELECT id, now(), '-infinity', 'infinity', longitude, latitude, height
FROM things
WHERE longitude IS NOT NULL
ORDER BY id;

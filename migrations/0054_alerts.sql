-- Alerts: beyond which value planners want to be told, and after how long. What became of them is not
-- kept: it is asked of the observations each time, so that it is what those say, late ones too.

-- `variant` as in datastreams: NULL is what the sensor sent. `thing` NULL: every thing of the area that
-- measures it. Beyond is over the threshold where `above`, else under it. No foreign key to areas:
-- they are saved anew. Who made one is not kept, as everybody may read them.
CREATE TABLE alerts (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area text NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    quantity text NOT NULL,
    variant text,
    thing text REFERENCES things,
    above boolean NOT NULL,
    threshold double precision NOT NULL,
    minutes integer NOT NULL CHECK (minutes >= 0),
    revision integer NOT NULL,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

-- Lists are asked by area.
CREATE INDEX alerts_area ON alerts (area);

-- On which storey a dwelling is; 0 is the ground floor. NULL: not known, as of all that the BAG
-- registers.
ALTER TABLE dwellings ADD COLUMN storey integer;

-- How long readings waited with their worker.

-- Since the worker started: messages by how long it took from reception to commit, as
-- `twin.store.workers.Delays` counts them.
ALTER TABLE workers ADD COLUMN delays jsonb NOT NULL DEFAULT '{}';

"""How measurements come in: decoders and batches are pure, `worker` is the edge."""

"""What a plan does, as numbers: one module per indicator, listed in `registry`."""

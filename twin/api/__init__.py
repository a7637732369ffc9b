"""How others look in: HTTP, one module per resource."""

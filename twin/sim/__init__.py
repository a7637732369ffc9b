"""What would happen: pure computation on an area; arrays in, arrays out, it never logs."""

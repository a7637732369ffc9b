"""What the ground looks like: readers of open geodata, in RD New and NAP."""

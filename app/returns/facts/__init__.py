"""What the rules of the return may know, read from its data."""

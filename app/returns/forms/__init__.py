"""Forms of the returns: what is typed, and its shape."""

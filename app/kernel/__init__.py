"""The ground: everything the features stand on that knows nothing of universities."""

"""Data the product starts with: `reference` is real, `demo` is invented."""

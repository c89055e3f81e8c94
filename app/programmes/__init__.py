"""Joint and double-degree programmes under an agreement."""

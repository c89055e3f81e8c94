"""Forms of quality: shape checks only."""

"""Every write about campaigns and returns."""

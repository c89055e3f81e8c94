"""Every write of quality: policies of institutions."""

"""Agreements of home institutions with partners abroad."""

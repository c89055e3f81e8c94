"""Every write about campaigns and returns."""

from app.returns.services.counting import count

__all__ = ["count"]

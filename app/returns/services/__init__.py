"""Every write about campaigns and returns."""

from app.returns.services.applying import Plan, apply, plan
from app.returns.services.target import Obstacle, Way

__all__ = ["Obstacle", "Plan", "Way", "apply", "plan"]

"""Declarations of computed checks; the engine is `app/kernel/rules.py`."""

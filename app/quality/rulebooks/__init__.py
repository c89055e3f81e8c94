"""Declarations of computed checks, one file for each subject; the engine is `app/kernel/rules.py`."""

"""The rules of the annual return, by what they are about."""

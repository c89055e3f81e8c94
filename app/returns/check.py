RULEBOOK_EDITION = "2026.1"


class Context:
    pass


def check(d, c, p):
    return []


def rules():
    return {}

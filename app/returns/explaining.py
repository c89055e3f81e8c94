def against_submission(p, f):
    return []

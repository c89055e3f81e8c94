def count(d):
    pass

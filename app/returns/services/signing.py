def void_all(f, d, *, actor):
    pass

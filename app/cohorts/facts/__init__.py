"""What a check may know of cohorts and counts, one file for each kind of subject.

`teachout` sees an agreement, `counts` a programme in one year, `figures` an
institution's year. `None` says that a fact is not recorded, and the engine then
judges *unknown*: a count without rows is zero once the institution has filed the
year, and unknown before. To add a fact: a field, and where it comes from.
"""

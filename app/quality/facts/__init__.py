"""What a check of quality may know, one file for each kind of subject.

`programmes` sees a programme with the policy of its institution, `agreements` the map
of clauses. `None` says that a fact is not recorded, and the engine then judges
*unknown*. To add a fact: a field, and where it comes from.
"""

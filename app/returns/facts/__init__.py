"""What a check may know of a return, one file for each kind of thing in it.

Everything is made of rows of a `Dataset` and of what stands outside it (`Context`);
nothing here reads the database. `None` says that something is not known, and the engine
then judges *unknown*. `agreements`, `programmes` and `institution` make the facts that
the register's own rules need, so that one rule serves both; the other files have facts
that only a return has. A reader takes declared returns and gives facts by `Spot`, the
place in the return that they are about.
"""

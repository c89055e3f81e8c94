"""The rules of the annual return that the register has not, by what they are about.

Each file holds rulebooks over facts of `app/returns/facts`; `field` is the column in which
the finding stands. Identifiers, severities and the law behind them are in
`seed/reference/return_rules.csv`. The rules that a return shares with the register stand
with the register; `app/returns/check.py` puts all of them to one return.
"""

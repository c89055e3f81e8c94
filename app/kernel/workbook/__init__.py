"""Workbooks from a declaration of columns; knows nothing about universities.

`declaration` says what an edition is made of, `kinds` what a cell may hold,
`lists` which codes it may choose from. `writer.write` makes the workbook. Coming back
it goes through four hands: `reader.opened` reads any file with bounded memory
(`parsing`, in a process of its own), `tables` finds the sheets and columns, `checks`
says what a cell means, `reading.read` puts the rows together with every slip. To add a
column, add it to the edition; to add a kind of cell, add a class to `kinds`.
"""

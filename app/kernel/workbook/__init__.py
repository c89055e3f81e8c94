"""Workbooks from a declaration of columns; knows nothing about universities.

`declaration` says what an edition is made of, `kinds` what a cell may hold,
`lists` which codes it may choose from. `writer.write` makes the workbook,
`reader.cells` takes it back. To add a column, add it to the edition; to add a
kind of cell, add a class to `kinds`.
"""

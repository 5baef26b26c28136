"""One module a format: bytes -> a ``Table`` of rows as text.

Law: knows headings and cells, never what a cell means. All that is wrong with a file as a whole
is raised before its first row is given out.
"""

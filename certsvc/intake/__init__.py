"""Uploaded bytes -> rows -> completions, and problems with line, column, reason.

Law: pure but for reading the given stream; knows courses only as it is given them. Good rows are
never lost for bad ones, and no message holds personal data.
"""

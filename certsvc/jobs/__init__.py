"""The queue: which workflows run in the background, and the workers that run them.

Law: a message only says that there is work; the tables say what is left. A lost message costs a
lease of waiting, never a row.
"""

"""One use case a file; each owns the order of its steps and the transaction.

Law: the only place where one room's output is handed to the next. What it needs from outside (clock,
randomness, keys, settings) comes in ``Services``.
"""

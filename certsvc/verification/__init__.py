"""Anything presented -> Verdict.

Law: makes every check it can, names each, and fetches nothing: keys, status and records come
through the ``Registry`` that it is given.
"""

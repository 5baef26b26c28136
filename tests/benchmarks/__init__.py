"""``make bench``: the figures of the README, each beside a reference measured in the same run.

One core is asked for at the start, so that the figures are those of one core.
"""

"""The nouns of the house: frozen dataclasses, enumerations and NewTypes.

Law: standard library only; no I/O, no clock, no randomness. A value that exists is well formed,
and nothing in here knows how it is stored, signed or shown.
"""

"""Award -> draft -> linted Open Badges 3.0 document; contexts, identifiers, codes, status-list bits.

Law: pure. Ids, codes, positions and times are given, never drawn here. Only ``lint`` makes a
``LintedCredential``.
"""

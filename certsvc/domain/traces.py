"""By what a person is recognised in what others wrote: files, reasons, names of files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traces:
    """Texts that are a person's, as intake reads them: NFC, trimmed, single spaces.

    ``names`` in every spelling that was ever recorded, ``addresses`` as addresses are compared.
    ``own_names`` and ``own_addresses``: those that no other learner has; only these tell her from others.
    """

    refs: frozenset[str]
    names: frozenset[str]
    addresses: frozenset[str]
    own_names: frozenset[str]
    own_addresses: frozenset[str]

"""Which words a credential adds to its data; what they are in each language: ``words_by_language``.

Hours stand as ``label: number``, so that no language needs plural forms of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from certsvc.domain.catalogue import Mode


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words, as templates with named places; ``quoted`` has one place for a title.

    ``listed`` joins the items of a list, ``parted`` two facts. ``organisation`` and ``team``: as what
    somebody was honoured. ``presidency``: the role of who presides over the network. ``in_place_of`` and
    ``transcript_in_place_of``: which certificate or transcript this one takes the place of, by its code.
    ``corrected_name`` and ``corrected_data``: the usual reasons, as whole sentences.
    """

    completed: str
    completed_with_facts: str
    hours: str
    modes: str
    score_in: str
    hours_in: str
    mode_in: str
    quoted: str
    listed: str
    parted: str
    mode_names: Mapping[Mode, str]
    conferred: str
    members: str
    organisation: str
    team: str
    presidency: str
    in_place_of: str
    transcript_in_place_of: str
    corrected_name: str
    corrected_data: str

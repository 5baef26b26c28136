"""How the sheet of a credential may look."""

from dataclasses import dataclass
from enum import StrEnum


class Template(StrEnum):
    """What a sheet looks like."""

    CLASSIC = "classic"
    """A4 landscape, framed, in Garamond."""
    MODERN = "modern"
    """A4 portrait, a coloured head, in sans serif."""


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """What whoever asks for a sheet may choose. ``bilingual``: English stands beside its own language."""

    template: Template = Template.CLASSIC
    bilingual: bool = False

    @property
    def name(self) -> str:
        """What tells it from the usual one in names of files: ``modern-bilingual``; empty for that."""
        parts = (self.template if self.template is not Template.CLASSIC else "", "bilingual" * self.bilingual)
        return "-".join(part for part in parts if part)


USUAL = SheetStyle()

"""Competency frameworks and their items."""

from dataclasses import dataclass

from certsvc.domain.identifiers import CompetencyCode, FrameworkCode
from certsvc.domain.texts import Texts


@dataclass(frozen=True, slots=True, order=True)
class CompetencyRef:
    """Names one item of one framework, written ``AI-CFT:1.1`` in catalogue files."""

    framework: FrameworkCode
    competency: CompetencyCode

    def __str__(self) -> str:
        """``FRAMEWORK:ITEM``."""
        return f"{self.framework}:{self.competency}"


@dataclass(frozen=True, slots=True)
class Competency:
    """One item of a framework: an aspect or area at a level."""

    ref: CompetencyRef
    names: Texts
    aspect: str
    level: str
    """Empty where the framework has no level at this item (DigCompEdu)."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """A published competency framework with all its items."""

    code: FrameworkCode
    title: str
    publisher: str
    published: str
    """Edition as cited: ``2024``, ``version 3, 2018``."""
    url: str
    levels: tuple[str, ...]
    competencies: tuple[Competency, ...]

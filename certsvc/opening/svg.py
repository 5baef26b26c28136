"""Baked SVG images (Open Badges 3.0, section 5.3.2): the credential in an element of its own.

The image is read as a stream of events, never as a tree, and no entity is ever expanded: a document type
that defines any is refused, one that only names a published file is passed over unread.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from certsvc.errors import InvalidInputError
from certsvc.opening.refusals import damaged, from_before, not_recognised, too_large
from certsvc.signing.json_text import LARGEST_CONTENT

_SVG = "http://www.w3.org/2000/svg svg"
_CREDENTIAL = tuple(f"https://purl.imsglobal.org/ob/v3p0{end} credential" for end in ("", "/"))
_BEFORE = "http://openbadges.org assertion"
_LARGEST_IMAGE = 4 * 1024 * 1024
"""Bytes: some thirty times as much memory, should all of it be attributes."""
_EXPORT = "Export the image without its own definitions, or photograph the QR code."


def find_baked(content: bytes) -> bytes | None:
    """The text baked into an SVG image, in the attribute ``verify`` or in the body.

    Raises InvalidInputError: ``not_recognised`` for XML and web pages that are no SVG, and for a badge of an
    earlier standard; ``carrier_malformed`` for what is no XML or holds several credentials; TooLargeError.
    """
    if len(content) > _LARGEST_IMAGE:
        raise too_large(f"The SVG image has more than {_LARGEST_IMAGE >> 20} MB.")
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.check_doctype
    parser.SkippedEntityHandler = reading.refuse_entity
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    reading.parser = parser
    try:
        parser.Parse(content, True)
    except InvalidInputError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        if not reading.is_svg:
            raise not_recognised("It is a web page or XML, and no SVG image.") from error
        raise damaged("The SVG image is no well-formed XML.") from error
    return reading.baked()


@dataclass(slots=True)
class _Reading:
    """What has been seen of the image so far. ``depth``: of elements inside the credential's own."""

    parser: expat.XMLParserType | None = None
    is_svg: bool = False
    texts: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    size: int = 0
    depth: int = 0
    elements: int = 0
    is_from_before: bool = False

    def check_doctype(self, name: str, _system: str | None, _public: str | None, has_subset: object) -> None:
        if name.lower() != "svg":
            raise not_recognised("It is a web page or XML, and no SVG image.")
        if has_subset:
            raise damaged("The SVG image brings definitions of its own, which are not read.", hint=_EXPORT)

    def refuse_entity(self, _name: str, _is_parameter: object) -> None:
        raise damaged("The SVG image refers to definitions elsewhere, which are not read.", hint=_EXPORT)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.is_svg:
            if name not in {_SVG, "svg"}:
                raise not_recognised("It is a web page or XML, and no SVG image.")
            self.is_svg = True
        elif self.depth:
            self.depth += 1
        elif name in _CREDENTIAL:
            self.elements += 1
            self.depth = 1
            self._keep(attributes.get("verify", ""), self.texts)
            self._listen(is_listening=True)
        elif name == _BEFORE:
            self.is_from_before = True

    def end(self, _name: str) -> None:
        if self.depth:
            self.depth -= 1
            if not self.depth:
                self._listen(is_listening=False)

    def baked(self) -> bytes | None:
        texts = [text for text in (*self.texts, "".join(self.body)) if text.strip()]
        if self.elements > 1 or len(texts) > 1:
            raise damaged("Several credentials are baked into the image, where one belongs.")
        if not texts and self.is_from_before:
            raise from_before()
        return texts[0].strip().encode() if texts else None

    def _listen(self, *, is_listening: bool) -> None:
        if self.parser is not None:
            self.parser.CharacterDataHandler = self._add if is_listening else None

    def _add(self, text: str) -> None:
        self._keep(text, self.body)

    def _keep(self, text: str, where: list[str]) -> None:
        self.size += len(text)
        if self.size > LARGEST_CONTENT:
            raise too_large(f"What is baked into the image has more than {LARGEST_CONTENT // 1024} KB.")
        where.append(text)

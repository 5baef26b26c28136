"""A document that somebody attaches to show that she is right: a PDF or a picture, by what it is.

What a file is called and what its sender says that it is do not count. It is opened as whoever looks at it
will open it, within the same limits as everything else here; what cannot be opened is refused.
"""

from collections.abc import Mapping

from certsvc.errors import CertsvcError, InvalidInputError, TooLargeError, UnavailableError
from certsvc.opening.pdf_apart import check_drawable
from certsvc.opening.photo import check_decodes
from certsvc.opening.recognise import Kind, recognise

LARGEST = 10 * 1024 * 1024
"""Bytes: a photo of a passport as telephones make it, or some scanned pages."""
_PDF = b"%PDF-"
_TYPES: Mapping[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
}


def read_attachment_type(content: bytes) -> str:
    """The media type of a document that really is one.

    1. It is not too large. 2. It begins as one of the three kinds does. 3. It can be opened.

    Raises TooLargeError (``attachment_too_large``), InvalidInputError (``attachment_type``);
    UnavailableError when too many are being opened at once.
    """
    if len(content) > LARGEST:  # 1
        raise TooLargeError(
            "The document is larger than 10 MB.",
            code="attachment_too_large",
            hint="Save it smaller, or photograph it.",
        )
    kind = recognise(content)  # 2
    media_type = _TYPES.get(kind)
    if media_type is None or (kind is Kind.PDF and not content.startswith(_PDF)):
        raise _refused("The document is not a PDF, PNG or JPEG file.")
    try:  # 3
        if kind is Kind.PDF:
            check_drawable(content)
        else:
            check_decodes(content, kind)
    except UnavailableError:
        raise
    except CertsvcError as error:
        raise _refused("The document cannot be opened.") from error
    return media_type


def _refused(message: str) -> InvalidInputError:
    return InvalidInputError(
        message,
        code="attachment_type",
        hint="Attach a PDF without a password, or a picture as PNG or JPEG, that opens on your own device.",
    )

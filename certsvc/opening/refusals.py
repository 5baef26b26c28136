"""How this room says no: three kinds of error, each with what its reader can do."""

from certsvc.errors import InvalidInputError, TooLargeError

_TAKEN = "Give a credential as JSON, token, badge image or PDF, a picture of its QR code, its code or link."
_PHOTOGRAPH = "Get it again from whoever gave it to you, or photograph the QR code on it."


def not_recognised(
    message: str = "Nothing in it is a credential, or leads to one.", *, hint: str = _TAKEN
) -> InvalidInputError:
    """For what neither is nor leads to a credential (``not_recognised``)."""
    return InvalidInputError(message, code="not_recognised", hint=hint)


def damaged(message: str, *, hint: str = _PHOTOGRAPH) -> InvalidInputError:
    """For a carrier that was recognised and cannot be read (``carrier_malformed``)."""
    return InvalidInputError(message, code="carrier_malformed", hint=hint)


def too_large(message: str, *, hint: str = "") -> TooLargeError:
    """For what is larger, or would unpack to more, than is read (``too_large``)."""
    return TooLargeError(message, hint=hint)


def from_before() -> InvalidInputError:
    """For a badge of Open Badges 2.0 or 1.0, which bears no proof that could be checked here."""
    return not_recognised(
        "The image holds a badge of Open Badges 2.0 or older, which is no verifiable credential.",
        hint="Ask its issuer for the badge in Open Badges 3.0.",
    )

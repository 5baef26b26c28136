"""Text that someone typed, pasted or saved: a code, a link, or a message with one of them in it."""

import codecs
import re

from certsvc.opening.held import Held, Promise
from certsvc.opening.pointers import find_pointer_within, is_nearly_code
from certsvc.opening.refusals import not_recognised

_LONGEST_MESSAGE = 16 * 1024
_OFFER = re.compile(r"\s*(?:openid|haip|eudi|mdoc|didcomm)[a-z0-9+.-]*:", re.IGNORECASE)


def read_text(content: bytes) -> Held:
    """The pointer in a text, as written; what was perhaps meant as a code too, for its own reader to mend.

    Raises InvalidInputError (``not_recognised``).
    """
    text = _decode(content)
    if _OFFER.match(text):
        raise not_recognised(
            "It is an offer to a wallet, and no credential.",
            hint="Accept it with a wallet, and give here what the wallet then holds.",
        )
    pointer = find_pointer_within(text)
    if pointer is None and is_nearly_code(text.strip()):
        pointer = text.strip()
    if pointer is None:
        raise not_recognised()
    return Held(Promise.LINK, pointer=pointer)


def _decode(content: bytes) -> str:
    if not content.strip():
        raise not_recognised("It is empty.")
    if len(content) > _LONGEST_MESSAGE:
        raise not_recognised()
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_recognised() from error

"""Deflate streams, unpacked within bounds: the sizes that a file declares are not believed."""

import zlib

from certsvc.opening.refusals import damaged, too_large
from certsvc.signing.json_text import LARGEST_CONTENT


def inflate(packed: bytes | memoryview) -> bytes:
    """What ``packed`` (RFC 1950) unpacks to; what follows the stream is left alone.

    Raises TooLargeError beyond ``LARGEST_CONTENT``; InvalidInputError (``carrier_malformed``) for what is
    broken or cut off.
    """
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(packed, LARGEST_CONTENT + 1)
    except zlib.error as error:
        raise damaged("What is packed inside the file is damaged.") from error
    if len(content) > LARGEST_CONTENT:
        raise too_large(f"What is packed inside the file has more than {LARGEST_CONTENT // 1024} KB.")
    if not unpacking.eof:
        raise damaged("What is packed inside the file is cut off.")
    return content

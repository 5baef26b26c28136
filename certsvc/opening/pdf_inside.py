"""The process that parses a PDF: reads it from standard input, answers one JSON object, ends.

It bounds itself before it loads any parser: a file that makes one run wild ends this process alone.
"""

import json
import resource
import sys
from base64 import b64encode
from contextlib import suppress

_MEMORY = 1 << 30
_PROCESSOR_SECONDS = 5
_OPEN_FILES = 64
DRAW_ONLY = "--draw"
_LIMITS = {
    resource.RLIMIT_AS: _MEMORY,
    resource.RLIMIT_CPU: _PROCESSOR_SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: _OPEN_FILES,
}


def main() -> None:
    """Answers ``found`` (base64 of a document or pointer) and ``problem`` (``locked``, ``damaged``).

    1. attachments, 2. links, 3. QR codes on rendered pages: each only where the one before had nothing.
    Called with ``--draw`` it looks for nothing: the first pages are drawn, small, and that is all.
    """
    for limit, value in _LIMITS.items():
        with suppress(ValueError, OSError):  # a system that does not know one of them
            resource.setrlimit(limit, (value, value))
    from certsvc.opening.pdf_pages import can_be_drawn, read_pages  # noqa: PLC0415  # parsers: after the limits, and before the file
    from certsvc.opening.pdf_structure import LockedPdf, read_structure  # noqa: PLC0415  # likewise

    found, problem = None, None
    try:
        content = sys.stdin.buffer.read()
        if DRAW_ONLY in sys.argv:
            problem = None if can_be_drawn(content) else "damaged"
        else:
            found = read_structure(content) or read_pages(content)  # 1, 2; 3
            problem = "damaged" if found is None else None
    except LockedPdf:
        problem = "locked"
    except Exception:  # noqa: BLE001  # whatever goes wrong from here on, the file made it go wrong
        problem = "damaged"
    sys.stdout.write(json.dumps({"found": b64encode(found or b"").decode(), "problem": problem}))


if __name__ == "__main__":
    main()

"""Which texts a table can hold at all: whoever asks for another need not ask the database."""


def is_storable(text: str) -> bool:
    """Whether ``text`` can stand in a table: PostgreSQL refuses NUL, and half a surrogate pair is no text."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

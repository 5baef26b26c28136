"""What is said of keys: the table of them, and what to do about a new one's file."""

from collections.abc import Iterable, Iterator

from certsvc.cli.printing import moment, table
from certsvc.domain.keys import IssuerKey
from certsvc.settings import Settings


def key_table(keys: Iterable[IssuerKey]) -> Iterator[str]:
    """A line each."""
    rows = [
        (
            key.issuer,
            key.multibase,
            key.state,
            key.algorithm,
            moment(key.created_at),
            moment(key.retired_at),
            moment(key.compromised_since),
        )
        for key in keys
    ]
    return table(("issuer", "key", "state", "algorithm", "made", "retired", "compromised since"), rows)


def backup_reminder(settings: Settings) -> str:
    """Said whenever a key was made."""
    return f"Back up its new file in {settings.keys_dir} now, apart from the passphrase and the database."

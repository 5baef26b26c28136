"""Mails with keyword defaults."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from certsvc.mailing.mail import Mail

_MAIL = Mail(
    id="019ab4f2-6c00-7a11-8c22-3d334e445f55",
    host="certs.example.org",
    sender="certificates@example.org",
    sender_name="UNESCO-ICHEI",
    recipient="ngozi@abu.example",
    language="ar",
    subject="وصلت شهادتكم",
    text="تحية طيبة\n\n.a line that begins with a dot\n",
    html="<p>تحية طيبة</p>\n",
    at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)


def a_mail(**others: Any) -> Mail:  # noqa: ANN401  # any field
    return replace(_MAIL, **others)

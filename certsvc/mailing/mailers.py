"""The mailer that the settings ask for."""

from certsvc.mailing.mailer import Mailer
from certsvc.mailing.outbox import Outbox
from certsvc.mailing.smtp import SmtpMailer
from certsvc.mailing.smtp_server import read_smtp_url
from certsvc.settings import Settings


def mailer_for(settings: Settings) -> Mailer:
    """A mail server where one is named, else files in ``outbox/`` beside the database.

    Nothing is opened yet. Raises SettingsError.
    """
    if settings.smtp_url:
        return SmtpMailer(read_smtp_url(settings.smtp_url), own_name=settings.host.partition(":")[0])
    return Outbox(settings.var_dir / "outbox")

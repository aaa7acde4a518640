"""From a message to its text and what its header says."""

from pipeline.convert.mail.message import MailMessage

__all__ = ["MailMessage"]

"""A mail backend for machines without a mail server: one file a message, named by its Message-ID, written at once or not at all.

Writing the same message twice leaves one file, so a repeated delivery is visible as what it is: the same mail.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, override

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Writes messages into `folder` as .eml files."""

    def __init__(self, *, folder: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        mime = message.message()
        name = hashlib.sha256(str(mime["Message-ID"]).encode()).hexdigest()[:32]
        partial = self.folder / f".{name}.{os.getpid()}"
        partial.write_bytes(mime.as_bytes())
        partial.replace(self.folder / f"{name}.eml")

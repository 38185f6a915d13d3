"""The only place that mails notices: one plain message that says a notice waits, without figures or names of clients.

The message is made of the delivery's row alone, so a second attempt sends the same bytes under the same Message-ID.
"""

from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from clients.models import Delivery
from tenancy.models import Tenant


def message_of(*, delivery: Delivery, tenant: Tenant) -> EmailMessage:
    """The mail of a delivery in the client's language; Message-ID and date come from the row."""
    with translation.override(delivery.language):
        context = {"firm": tenant, "portal_url": f"{settings.BASE_URL.rstrip('/')}/portal/notices/"}
        subject = " ".join(render_to_string("email/notice_subject.txt", context).split())
        body = render_to_string("email/notice.txt", context).strip() + "\n"
    return EmailMessage(
        subject=subject,
        body=body,
        to=[delivery.address],
        headers={
            "Message-ID": f"<{delivery.public_id}@{tenant.code}.limpid>",
            "Date": format_datetime(delivery.created_at),
            "Auto-Submitted": "auto-generated",
        },
    )


def send(*, delivery: Delivery, tenant: Tenant) -> None:
    """Hand the mail over; what the mail server refuses is raised (`OSError`, `smtplib.SMTPException` is one)."""
    message_of(delivery=delivery, tenant=tenant).send()

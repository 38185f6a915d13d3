"""The mail that carries an invitation's secret: sent at once, because the secret is kept nowhere."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tenancy.errors import Conflict
from tenancy.models import Invitation, Tenant


def invitation_send(*, invitation: Invitation, secret: str, tenant: Tenant) -> None:
    """Mail the link in the invitation's language; `Conflict` when the mail server refuses, so that nothing is kept."""
    link = f"{settings.BASE_URL.rstrip('/')}{reverse('invitation_accept', args=[secret])}"
    with translation.override(invitation.language):
        context = {"firm": tenant, "link": link, "invitation": invitation}
        subject = " ".join(render_to_string("email/invitation_subject.txt", context).split())
        body = render_to_string("email/invitation.txt", context).strip() + "\n"
    try:
        EmailMessage(subject=subject, body=body, to=[invitation.email]).send()
    except OSError as error:
        raise Conflict(
            _("The mail server did not take the invitation. Nothing was kept; please try again.")
        ) from error

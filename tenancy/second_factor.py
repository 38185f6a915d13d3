"""The second factor: secrets encrypted at rest, failures recorded like failed passwords."""

import base64
import hashlib
from typing import override

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from tenancy.signin import record_sign_in


def _key(secret: str) -> bytes:
    """A key of its own for this purpose, derived from Django's secret."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"limpid.second-factor" + secret.encode()).digest())


def _cipher() -> MultiFernet:
    """Encrypts with the present secret, still reads what a former one encrypted."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps TOTP secrets and recovery seeds encrypted."""

    @override
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """The code asked for after the password."""

    @override
    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        record_sign_in(self.user, action="second_factor", outcome="refused")
        super()._emit_authentication_failed(authenticator)


class SecondFactorAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before something that counts."""

    @override
    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        record_sign_in(self.user, action="second_factor", outcome="refused")
        super()._emit_authentication_failed(authenticator)

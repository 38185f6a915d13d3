"""Authentication: e-mail and password through allauth; object grants through guardian; no model-wide permission."""

from typing import Any, override

from allauth.account.auth_backends import AuthenticationBackend
from guardian.backends import ObjectPermissionBackend


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs people in. Having signed in permits nothing by itself."""

    @override
    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    @override
    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    @override
    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    @override
    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


class GrantBackend(ObjectPermissionBackend):
    """Answers `has_perm` on objects from the grants."""

"""People and what they belong to: User, Membership, Team, TeamMember, Invitation and the integrator's ApiToken."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import TenantForeignKey, TenantOwned, UuidV7
from tenancy.roles import Role, Scope


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail."""

    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with the e-mail in lower case; without a password nobody can sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A login. One login may serve several firms: what it may do in each is its Membership."""

    public_id = models.UUIDField(db_default=UuidV7(), editable=False, unique=True)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    theme = models.CharField(
        _("theme"), max_length=10, blank=True, choices=[("light", _("Light")), ("dark", _("Dark"))]
    )
    up_down = models.CharField(
        _("colours of rise and fall"),
        max_length=10,
        blank=True,
        choices=[("intl", _("Green rises, red falls")), ("cn", _("Red rises, green falls"))],
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    groups = models.ManyToManyField(
        "tenancy.Team", through="tenancy.TeamMember", related_name="user_set", related_query_name="user"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")), name="tenancy_user_email_lower"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Nothing is permitted by the user alone: `tenancy.permissions` decides."""
        return False

    def has_perms(self, perm_list: Any, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Membership(TenantOwned):
    """What a user is in a firm."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    licence_number = models.CharField(_("licence number"), max_length=60, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="tenancy_membership_one_per_user"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="tenancy_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Team(TenantOwned):
    """People who share what is granted to the team. The group of object grants."""

    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("team")
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="tenancy_team_name")]

    def __str__(self) -> str:
        return self.name


class TeamMember(TenantOwned):
    """A user in a team."""

    team = TenantForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="team_memberships")

    class Meta:
        verbose_name = _("team member")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "team", "user"], name="tenancy_teammember_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"


class Invitation(TenantOwned):
    """An e-mail asked to join the firm in a role. The link carries a secret of which only the hash is kept."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    language = models.CharField(_("language"), max_length=10, default="en")
    token_hash = models.CharField(max_length=64)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    client_public_id = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="tenancy_invitation_token")
        ]

    def __str__(self) -> str:
        return self.email


class ApiToken(TenantOwned):
    """An integrator's key to one firm. Only the SHA-256 of the secret is kept; `token_tenant` finds the firm by it."""

    name = models.CharField(_("name"), max_length=100)
    token_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope), verbose_name=_("scopes"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        constraints = [models.UniqueConstraint(fields=["tenant", "token_hash"], name="tenancy_apitoken_hash")]

    def __str__(self) -> str:
        return self.name

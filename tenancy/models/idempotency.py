"""The first answer to a write with an Idempotency-Key, kept for 24 hours."""

from django.db import models

from tenancy.models.base import TenantRow


class IdempotencyKey(TenantRow):
    """One key of one integrator: the hash of the request and the answer it got."""

    user = models.ForeignKey("tenancy.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    route = models.CharField(max_length=300)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True)
    client_ids = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "idempotency key"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user", "key"], name="tenancy_idempotencykey_once")
        ]

    def __str__(self) -> str:
        return self.key

"""Migration operations that generated migrations cannot express: privileges of roles, functions that cross firms."""

from typing import Any

from django.conf import settings
from django.db import migrations


def _run(template: str) -> Any:
    def forwards(apps: Any, schema_editor: Any) -> None:
        names = {"app": settings.DATABASE_APP_ROLE, "search": settings.DATABASE_SEARCH_ROLE}
        quoted = {key: schema_editor.quote_name(value) for key, value in names.items()}
        schema_editor.execute(template.format(**quoted), params=None)

    return forwards


def run_sql(forwards: str, backwards: str) -> migrations.RunPython:
    """SQL with `{app}` and `{search}` replaced by the configured roles."""
    return migrations.RunPython(_run(forwards), _run(backwards))


APP_PRIVILEGES = """
GRANT USAGE ON SCHEMA public TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""

APP_PRIVILEGES_BACK = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {app};
"""

# The rights come before the change of owner: afterwards the owner of the schema has none to give or to take, and
# PostgreSQL only warns.
CROSSING_FUNCTIONS = """
CREATE FUNCTION memberships_of(who bigint) RETURNS TABLE (tenant_id bigint, membership_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.tenant_id, m.id FROM public.tenancy_membership m JOIN public.tenancy_tenant t ON t.id = m.tenant_id
    WHERE m.user_id = who AND m.is_active AND t.is_active ORDER BY m.tenant_id $$;
CREATE FUNCTION token_tenant(hash text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT k.tenant_id FROM public.tenancy_apitoken k JOIN public.tenancy_tenant t ON t.id = k.tenant_id
    WHERE k.token_hash = hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()) AND t.is_active $$;
CREATE FUNCTION invitation_tenant(hash text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT i.tenant_id FROM public.tenancy_invitation i JOIN public.tenancy_tenant t ON t.id = i.tenant_id
    WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() AND t.is_active $$;
REVOKE ALL ON FUNCTION memberships_of(bigint), token_tenant(text), invitation_tenant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION memberships_of(bigint), token_tenant(text), invitation_tenant(text) TO {app};
GRANT CREATE ON SCHEMA public TO {search};
GRANT USAGE ON SCHEMA public TO {search};
GRANT SELECT (id, tenant_id, user_id, is_active) ON tenancy_membership TO {search};
GRANT SELECT (id, is_active) ON tenancy_tenant TO {search};
GRANT SELECT (tenant_id, token_hash, revoked_at, expires_at) ON tenancy_apitoken TO {search};
GRANT SELECT (tenant_id, token_hash, accepted_at, revoked_at, expires_at) ON tenancy_invitation TO {search};
ALTER FUNCTION memberships_of(bigint) OWNER TO {search};
ALTER FUNCTION token_tenant(text) OWNER TO {search};
ALTER FUNCTION invitation_tenant(text) OWNER TO {search};
REVOKE CREATE ON SCHEMA public FROM {search};
"""

CROSSING_FUNCTIONS_BACK = """
SET ROLE {search};
DROP FUNCTION memberships_of(bigint);
DROP FUNCTION token_tenant(text);
DROP FUNCTION invitation_tenant(text);
RESET ROLE;
"""

GENERIC_GRANTS_EMPTY = """
REVOKE INSERT, UPDATE ON guardian_userobjectpermission, guardian_groupobjectpermission, tenancy_anyteamgrant FROM {app};
"""

GENERIC_GRANTS_BACK = """
GRANT INSERT, UPDATE ON guardian_userobjectpermission, guardian_groupobjectpermission, tenancy_anyteamgrant TO {app};
"""

"""What has to be true before a process serves anybody: the database role is held by row-level security.

Not a Django check: checks run in commands of the owner as well, and do not stop a web server.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

ROLE_FINDINGS = """
SELECT role.rolname,
       EXISTS (SELECT FROM pg_roles other WHERE other.rolsuper AND pg_has_role(role.oid, other.oid, 'MEMBER')),
       EXISTS (SELECT FROM pg_roles other WHERE other.rolbypassrls AND pg_has_role(role.oid, other.oid, 'MEMBER')),
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^(pg_|information_schema$)'
               AND pg_has_role(role.oid, c.relowner, 'MEMBER'))
FROM pg_roles role WHERE role.rolname IN (session_user, current_user)
"""

REASONS = ("is a superuser", "bypasses row-level security", "owns tables")


def database_role_require() -> None:
    """Raise `ImproperlyConfigured` unless the connected role is no superuser, bypasses no policy and owns no table.

    Membership counts as being: a role that may `SET ROLE` to such a role is refused as well. With it, one firm's
    process would see every firm's rows, and nothing else would say so.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROLE_FINDINGS)
        for role, *findings in cursor.fetchall():
            for found, reason in zip(findings, REASONS, strict=True):
                if found:
                    raise ImproperlyConfigured(
                        f"Limpid does not run as the database role {role}, which {reason}: "
                        "DATABASE_URL must name the application's own role."
                    )

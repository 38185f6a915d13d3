"""Functions that pass row-level security are lent to the application role, and to nobody else."""

from django.conf import settings
from django.db import connection

LENT = """
    SELECT p.proname, r.rolname, array_remove(array_agg(coalesce(g.rolname, 'everybody') ORDER BY g.rolname), r.rolname)
      FROM pg_proc p
      JOIN pg_roles r ON r.oid = p.proowner
      CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl
      LEFT JOIN pg_roles g ON g.oid = acl.grantee
     WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
     GROUP BY p.proname, r.rolname
     ORDER BY p.proname
"""


def test_security_definer_functions_are_the_search_roles_and_the_application_alone_may_call_them(
    db: None,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LENT)
        lent = {name: (owner, callers) for name, owner, callers in cursor.fetchall()}
    assert {"memberships_of", "token_tenant"} <= lent.keys()
    expected = (settings.DATABASE_SEARCH_ROLE, [settings.DATABASE_APP_ROLE])
    assert {name: found for name, found in lent.items() if found != expected} == {}

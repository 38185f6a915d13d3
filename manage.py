#!/usr/bin/env python
"""Command line. Commands that change the schema connect as the owner of it, all others as the application."""

import os
import sys

OWNER_COMMANDS = frozenset(
    {"migrate", "sqlmigrate", "squashmigrations", "showmigrations", "makemigrations", "dbshell"}
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("LIMPID_DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

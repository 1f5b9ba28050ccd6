#!/usr/bin/env python
"""Entry of every command. Finds (or starts) the embedded servers when no URLs are given."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_project.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from core.servers import provide_urls

    with _frame(sys.argv[1:]):
        provide_urls(sys.argv[1:])
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


def _frame(argv: list[str]) -> AbstractContextManager[None]:
    """`run` stands alone and stops what it started; the other commands leave the servers for the next one."""
    if argv[:1] != ["run"] or {"-h", "--help"} & set(argv):
        return nullcontext()
    from core.servers.single import run_alone

    return run_alone()


if __name__ == "__main__":
    main()

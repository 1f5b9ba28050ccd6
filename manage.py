#!/usr/bin/env python
"""Entry of every command. Finds (or starts) the embedded servers when no URLs are given."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_project.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from core.servers import provide_urls

    provide_urls(sys.argv[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

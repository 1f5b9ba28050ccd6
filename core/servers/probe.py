"""``python -m core.servers.probe``: the container's health check. Exit 0 when the web process may be sent people."""

import os
import sys
from http.client import HTTPConnection, HTTPException


def main() -> int:
    """Ask ``/salud/lista`` from inside, under the name that the outside uses (another one would be refused)."""
    port = int(os.environ.get("PORT", "8000"))
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*") or "localhost"
    try:
        link = HTTPConnection("127.0.0.1", port, timeout=5)
        link.request("GET", "/salud/lista", headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = link.getresponse()
        sys.stdout.write(f"{answer.status} {answer.read(500).decode()}\n")
        return 0 if answer.status == 200 else 1
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())

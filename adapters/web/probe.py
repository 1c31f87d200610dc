"""Ask the bot on this machine whether it is well: `python -m adapters.web.probe`.

For a container's health check, which has no curl. Exit code 0 if it is well, 1 if not.
"""

import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

PATIENCE_S = 4.0  # more than /healthz itself takes
MOST_DIGITS = 5  # of a port


def probe(environ: Mapping[str, str]) -> tuple[bool, str]:
    """Tell whether the bot is well, and what it said."""
    port = environ.get("KNEAD_HTTP_PORT", "")
    if not (port.isascii() and port.isdigit() and len(port) <= MOST_DIGITS):
        return False, "KNEAD_HTTP_PORT: set the port on which /healthz answers"
    connection = HTTPConnection("127.0.0.1", int(port), timeout=PATIENCE_S)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        return response.status == 200, response.read(4096).decode(errors="replace").strip()  # noqa: PLR2004  # HTTP's "all is well"
    except (OSError, HTTPException) as error:
        return False, f"no answer on port {port} ({type(error).__name__})"
    finally:
        connection.close()


def main() -> int:
    """Print what the bot says of itself, and give the exit code."""
    is_well, said = probe(os.environ)
    sys.stdout.write(f"{said}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())

"""Health check of one container: ask the web process's ``/healthz`` for the parts that matter to it.

``python -m config.probe URL PART …`` ends with 0 when every named part is up, else with 1 and the reason. The Host
header is the first of ALLOWED_HOSTS, because Django answers to no other name. Standard library only.
"""

import http.client
import json
import os
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10


def parts_down(url: str, parts: Sequence[str], *, host: str) -> list[str]:
    """Return the named parts that are not up; a part that ``/healthz`` does not know counts as down.

    Raises OSError when nothing answers, ValueError when the answer is no report.
    """
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", address.path, headers={"Host": host})
        report = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    if not isinstance(report, dict):
        raise ValueError("the answer is no report")
    return [part for part in parts if report.get(part) != "up"]


def main(arguments: Sequence[str]) -> int:
    """Probe and return the exit code."""
    if len(arguments) < 2:
        sys.stderr.write("usage: python -m config.probe URL PART …\n")
        return 2
    url, *parts = arguments
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or urlsplit(url).netloc
    try:
        down = parts_down(url, parts, host=host)
    except (OSError, ValueError, http.client.HTTPException) as error:
        sys.stderr.write(f"{url}: {error}\n")
        return 1
    if down:
        sys.stderr.write(f"{url}: down: {', '.join(down)}\n")
    return 1 if down else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

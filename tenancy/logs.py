"""Structured logs: one JSON object a line, with request, firm and actor by id and never client data."""

import json
import logging
from datetime import UTC, datetime
from typing import override

from tenancy.request import request_facts


class ContextFilter(logging.Filter):
    """Adds what is known of the request."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        facts = request_facts()
        record.request_id, record.firm, record.actor = facts.request_id, facts.firm, facts.actor_id
        return True


class JsonFormatter(logging.Formatter):
    """One line of JSON. The request object and query strings never enter it."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_id", ""),
            "firm": getattr(record, "firm", ""),
            "actor": getattr(record, "actor", None),
        }
        if record.exc_info:
            line["exception"] = self._trace(record)
        return json.dumps(line, ensure_ascii=False)

    def _trace(self, record: logging.LogRecord) -> list[str]:
        """File, line and exception class; no message, which may quote a row."""
        assert record.exc_info
        kind, _, traceback = record.exc_info
        trace = [kind.__name__ if kind else ""]
        while traceback is not None:
            code = traceback.tb_frame.f_code
            trace.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
            traceback = traceback.tb_next
        return trace

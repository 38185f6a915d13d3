"""Who may open what: one row for every URL pattern and API route, one module an app. A route without a row fails the house."""

from tests.house.permission_table import clients, compliance, portfolios, reporting, tenancy, workspace
from tests.house.permission_table.row import Row

ROWS: tuple[Row, ...] = (
    *tenancy.ROWS,
    *clients.ROWS,
    *portfolios.ROWS,
    *compliance.ROWS,
    *reporting.ROWS,
    *workspace.ROWS,
)

__all__ = ["ROWS", "Row"]

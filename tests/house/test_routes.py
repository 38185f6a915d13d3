"""Every route stands in the permission table, and says the same as its view."""

import inspect

import pytest

from tenancy.api.views import LimpidView
from tests.house.permission_table import ROWS, Row
from tests.house.permission_table.row import Door
from tests.house.routes import Route, routes

ROUTES = routes()
BY_NAME = {row.name: row for row in ROWS}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    names = {route.name for route in ROUTES}
    assert "" not in names, [route.route for route in ROUTES if not route.name]
    assert names - set(BY_NAME) == set(), "routes without a row in tests/house/permission_table"
    assert set(BY_NAME) - names == set(), "rows without a route"


def test_no_row_stands_twice() -> None:
    assert len(BY_NAME) == len(ROWS)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_row_says_what_the_view_says(route: Route) -> None:
    row = BY_NAME[route.name]
    assert set(row.targets) == set(route.arguments)
    view = inspect.unwrap(route.view)
    view_class = getattr(route.view, "view_class", None) or getattr(view, "cls", None)
    if row.door is Door.PAGE:
        assert vars(route.view)["page_action"] == row.action
    elif row.door is Door.API:
        _check_api(row, view_class)
    else:
        assert row.why, "a door that is not guarded needs a reason"
        assert "page_action" not in vars(route.view)


def _check_api(row: Row, view_class: type[LimpidView] | None) -> None:
    assert view_class is not None
    assert issubclass(view_class, LimpidView)
    assert view_class.action == row.action
    assert view_class.write_action == row.write_action
    assert view_class.write_scope == row.scope

"""Fields in which exact figures, and what is left out, go in and out of the API."""

import re
from decimal import Decimal
from typing import Any, override

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

PLAIN = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")


def decimal_text(value: Decimal | None) -> str | None:
    """A figure as text, every digit that says something and no exponent: 10.50 → "10.5". None stays None."""
    if value is None:
        return None
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


@extend_schema_field(
    {"type": "string", "pattern": r"^-?[0-9]{1,30}(\.[0-9]{1,20})?$", "examples": ["1250.50"]}
)
class DecimalText(serializers.Field[Decimal, Any, str | None, Any]):
    """An exact figure as text: "1250.50". A whole number may come without quotes; a fraction may not, it would be a float."""

    default_error_messages = {
        "invalid": _("A figure is written as text with a decimal point, such as “1250.50”."),
    }

    @override
    def to_internal_value(self, data: Any) -> Decimal:
        text = str(data) if isinstance(data, int) and not isinstance(data, bool) else data
        if not isinstance(text, str) or not PLAIN.fullmatch(text.strip()):
            self.fail("invalid")
        return Decimal(text.strip())

    @override
    def to_representation(self, value: Decimal) -> str | None:
        return decimal_text(value)


class OptionalText(serializers.CharField):
    """Text that may be left out: null and "" are the same, and come out as null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"required": False, "allow_blank": True, "allow_null": True, "default": "", **options}
        )

    @override
    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, "") if data is None else super().validate_empty_values(data)

    @override
    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None


class OptionalChoice(serializers.ChoiceField):
    """A choice that may be left out: null and "" are the same, and come out as null."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(
            choices, **{"required": False, "allow_blank": True, "allow_null": True, "default": "", **options}
        )

    @override
    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, "") if data is None else super().validate_empty_values(data)

    @override
    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None

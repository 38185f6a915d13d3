"""A static font out of a variable one: by HarfBuzz in a third of a second, else by fontTools in half a minute.

HarfBuzz's subsetting library is one of the system libraries WeasyPrint asks for, so it is there wherever papers are
made. The glyphs, widths and kerning of both ways are the same to within rounding.
"""

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_LAYOUT_FEATURES: Final = 6  # HB_SUBSET_SETS_LAYOUT_FEATURE_TAG
_LAST_CHARACTER: Final = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Selection:
    """What to keep: characters as (first, last) ranges, and layout features; everything where None."""

    ranges: Sequence[tuple[int, int]] | None = None
    features: Sequence[str] | None = None


EVERYTHING: Final = Selection()


def static_font(
    source: Path, place: Mapping[str, float], target: Path, *, keep: Selection = EVERYTHING
) -> None:
    """Writes to `target` the face at `place` (axis tag to value) of the font `source`, and of it what to keep."""
    libraries = _harfbuzz()
    if libraries is None or not _cut_by_harfbuzz(*libraries, source, place, target, keep):
        cut_by_fonttools(source, place, target, keep=keep)


def cut_by_fonttools(
    source: Path, place: Mapping[str, float], target: Path, *, keep: Selection = EVERYTHING
) -> None:
    """The slow way, which needs no system library."""
    with source.open("rb") as stream:
        font = TTFont(stream)
        if place:
            font = instantiateVariableFont(font, dict(place), inplace=True)
        if keep.ranges is not None:
            subsetter = Subsetter(Options(layout_features=keep.features or ["*"]))
            subsetter.populate(unicodes=[c for first, last in keep.ranges for c in range(first, last + 1)])
            subsetter.subset(font)
        font.save(target)


def _harfbuzz() -> tuple[ctypes.CDLL, ctypes.CDLL] | None:
    """The two libraries, None where one is absent or too old to pin axes (before 6.0)."""
    try:
        shaping = ctypes.CDLL("libharfbuzz.so.0")
        subsetting = ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return None
    return (shaping, subsetting) if hasattr(subsetting, "hb_subset_input_pin_axis_location") else None


def _function(library: ctypes.CDLL, name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


def _cut_by_harfbuzz(
    shaping: ctypes.CDLL,
    subsetting: ctypes.CDLL,
    source: Path,
    place: Mapping[str, float],
    target: Path,
    keep: Selection,
) -> bool:
    """Pins every axis of `place`; false where HarfBuzz declines."""
    pointer = ctypes.c_void_p
    blob = _function(shaping, "hb_blob_create_from_file_or_fail", pointer, ctypes.c_char_p)(bytes(source))
    if not blob:
        raise FileNotFoundError(source)
    face = _function(shaping, "hb_face_create", pointer, pointer, ctypes.c_uint)(blob, 0)
    plan = _function(subsetting, "hb_subset_input_create_or_fail", pointer)()
    result = None
    try:
        _select(shaping, subsetting, plan, keep)
        pin = _function(
            subsetting,
            "hb_subset_input_pin_axis_location",
            ctypes.c_int,
            pointer,
            pointer,
            ctypes.c_uint32,
            ctypes.c_float,
        )
        if not all(pin(plan, face, int.from_bytes(tag.encode()), value) for tag, value in place.items()):
            return False
        result = _function(subsetting, "hb_subset_or_fail", pointer, pointer, pointer)(face, plan)
        if not result:
            return False
        target.write_bytes(_content(shaping, result))
        return True
    finally:
        _function(subsetting, "hb_subset_input_destroy", None, pointer)(plan)
        destroy_face = _function(shaping, "hb_face_destroy", None, pointer)
        destroy_face(face)
        destroy_face(result)
        _function(shaping, "hb_blob_destroy", None, pointer)(blob)


def _select(shaping: ctypes.CDLL, subsetting: ctypes.CDLL, plan: int, keep: Selection) -> None:
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    characters = _function(subsetting, "hb_subset_input_unicode_set", pointer, pointer)(plan)
    add = _function(shaping, "hb_set_add_range", None, pointer, number, number)
    for first, last in keep.ranges or [(0, _LAST_CHARACTER)]:
        add(characters, first, last)
    features = _function(subsetting, "hb_subset_input_set", pointer, pointer, number)(plan, _LAYOUT_FEATURES)
    _function(shaping, "hb_set_clear", None, pointer)(features)
    if keep.features is None:
        _function(shaping, "hb_set_invert", None, pointer)(features)
    for feature in keep.features or ():
        add(features, *[int.from_bytes(feature.encode())] * 2)


def _content(shaping: ctypes.CDLL, face: int) -> bytes:
    pointer = ctypes.c_void_p
    blob = _function(shaping, "hb_face_reference_blob", pointer, pointer)(face)
    length = ctypes.c_uint()
    data = _function(shaping, "hb_blob_get_data", pointer, pointer, ctypes.POINTER(ctypes.c_uint))(
        blob, ctypes.byref(length)
    )
    try:
        return ctypes.string_at(data, length.value)
    finally:
        _function(shaping, "hb_blob_destroy", None, pointer)(blob)

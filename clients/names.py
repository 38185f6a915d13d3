"""Names as they are sorted and searched: without case and accents, Chinese also by its pinyin."""

import unicodedata
from itertools import islice, product

from pypinyin import Style, lazy_pinyin, pinyin

MOST_READINGS = 4


def plain(text: str) -> str:
    """Lower case, without accents, single spaces: Zoé MÜLLER → zoe muller. Chinese characters stay."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def is_chinese(text: str) -> bool:
    """Whether a Chinese character stands in it."""
    return any("\u3400" <= c <= "\u9fff" or "\U00020000" <= c <= "\U0003134f" for c in text)


def sort_name_of(name: str, *, is_person: bool) -> str:
    """What a list is sorted by: the last word of a person first (keller anna), pinyin for Chinese (zhang wei)."""
    if is_chinese(name):
        return plain(" ".join(lazy_pinyin(name)))
    words = plain(name).split()
    if is_person and len(words) > 1:
        words = [words[-1], *words[:-1]]
    return " ".join(words)


def _readings(name: str) -> list[str]:
    """Pinyin apart, joined and as initials; a first character with several readings (单, 曾) gives each of them."""
    syllables = lazy_pinyin(name)
    first = pinyin(name[0], style=Style.NORMAL, heteronym=True)[0] if is_chinese(name[0]) else syllables[:1]
    found = []
    for head, tail in islice(product(first, [syllables[1:]]), MOST_READINGS):
        whole = [head, *tail]
        found += [" ".join(whole), "".join(whole), "".join(part[:1] for part in whole)]
    return found


def search_text_of(name: str, reference: str) -> str:
    """What a search looks into: the name, the reference and, for Chinese, the pinyin; at most 1,000 characters."""
    parts = [plain(name), plain(reference)]
    if is_chinese(name):
        parts += [plain(reading) for reading in _readings(name.strip())]
    return " ".join(dict.fromkeys(parts))[:1000]

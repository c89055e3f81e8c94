"""How many pages a PDF has, when that can be read without taking it apart.

A PDF of our own time may keep its list of pages compressed, and one that was edited
may carry several: then nothing is claimed.
"""

import re

_DICTIONARY = re.compile(rb"<<((?:[^<>]|<[^<]|>[^>])*)>>")
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_PARENT = re.compile(rb"/Parent\b")
_COUNT = re.compile(rb"/Count\s+([0-9]{1,6})\b")


def page_count(content: bytes) -> int | None:
    """The number of pages; None when the file does not say it plainly."""
    if b"/ObjStm" in content:
        return None
    roots = (found for found in _DICTIONARY.findall(content) if _is_root(found))
    counts = {int(count[1]) for root in roots if (count := _COUNT.search(root))}
    return counts.pop() if len(counts) == 1 and 0 not in counts else None


def _is_root(dictionary: bytes) -> bool:
    """Whether it is the head of the tree of pages and not a branch of it."""
    return bool(_PAGES.search(dictionary)) and not _PARENT.search(dictionary)

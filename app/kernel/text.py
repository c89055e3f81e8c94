"""Names in Kazakh, Russian and English: how they are searched, sorted and compared.

Databases fold and order Cyrillic each in their own way or not at all, so the
product computes `search_norm` and `sort_key` itself, stores them beside the
name and compares plain strings. `near` tells whether two names may mean the
same university; words that many names share weigh little (`WEIGHTS`).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from os.path import commonprefix
from types import MappingProxyType

KAZAKH_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"

# Similarity from which two names are worth showing to a person as possible duplicates.
NEAR = 0.8


def search_norm(text: str) -> str:
    """The form in which names are searched: store it, and put the query through it too.

    Letter case, the Kazakh letters, ё, Latin accents, quotes, dashes and spaces
    stop mattering. A Latin look-alike stays Latin. Applying it twice changes nothing.
    """
    letters = _plain(text).translate(_FOLDED)
    return " ".join("".join(_letter_or_space(ch) for ch in letters).split())


def sort_key(text: str) -> str:
    """A string of digits whose order is the order of names, in any collation.

    Digits come first, then the 42 letters of the Kazakh alphabet (which holds
    the Russian one in its order), then Latin, then other scripts by code point.
    Letter case, punctuation and accents do not count; ё stands with е and comes
    after it only when nothing else differs, as dictionaries have it.
    """
    letters = " ".join("".join(_letter_or_space(ch) for ch in _plain(text)).split())
    key = "".join(_place(ch) for ch in letters)
    yo = "".join("2" if ch == "ё" else "1" for ch in letters if ch in "её")
    return f"{key}{_END}{yo}" if "2" in yo else key


def inside(label: str) -> str:
    """A label as it reads inside a sentence: "First day" small, "ECTS" as it is."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def near(one: str, other: str, persons: frozenset[str] | None = None) -> float:
    """How likely two names mean the same institution, from 0 to 1.

    The share of the words' weight that has a counterpart in the other name,
    whatever the order; a counterpart may differ by an ending or a letter, or be
    written as two. Cyrillic is compared by its Latin spelling, so a mixture of
    scripts matches too. Words that name a person weigh less, because they are often
    left out: `persons`, or those who can be told from the two names (`eponyms`).
    """
    known = eponyms((one, other)) if persons is None else persons
    first, second = _words(one), _words(other)
    ours = _weighed(_together(first, second), known)
    theirs = _weighed(_together(second, first), known)
    if not ours or not theirs:
        return 0.0
    if ours == theirs:
        return 1.0
    ours, theirs = sorted((ours, theirs))
    total = sum(weight for _, weight in (*ours, *theirs))
    share = min(1.0, _shared(ours, theirs) / total)
    return max(share, NEAR) if _bear_the_same_name(ours, theirs, known) else share


def spelling(name: str) -> str:
    """The letters of a name in Latin spelling: the same for the same name, however typed."""
    return "".join(_words(name))


def eponyms(names: Iterable[str], places: Iterable[str] = ()) -> frozenset[str]:
    """The words, in Latin spelling, that name a person in any of an institution's names.

    Kazakh and Russian say so ("атындағы", "имени"); in a name without these words a
    surname is told by its ending, unless a town of `places` is called so.
    """
    towns = [word for place in places for word in _words(place)]
    found = {word for name in names for word in _persons(_words(name))}
    return frozenset(
        word
        for word in found
        if len(word) > 3 and not any(_is_same_word(word, town) for town in towns)
    )


_END = "00"
_SPACE = "01"

_FOLDED = str.maketrans(dict(zip("ёәғқңөұүһі", "еагкноуухи", strict=True)))

# Latin letters that Unicode does not take apart into a base and an accent.
_LATIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)

_PLACES: Mapping[str, str] = MappingProxyType(
    {" ": _SPACE}
    | {ch: f"{10 + n:02}" for n, ch in enumerate("0123456789")}
    | {ch: f"{20 + n:02}" for n, ch in enumerate(KAZAKH_ALPHABET)}
    | {ch: f"{65 + n:02}" for n, ch in enumerate("abcdefghijklmnopqrstuvwxyz")}
    | {"ё": f"{20 + KAZAKH_ALPHABET.index('е'):02}"}
)
_ELSEWHERE = "99"


def _plain(text: str) -> str:
    """Composed, small, without accents on Latin letters."""
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(_unaccented(ch) for ch in small.translate(_LATIN))


def _unaccented(ch: str) -> str:
    base = unicodedata.normalize("NFKD", ch)[0]
    return base if base.isascii() and ch.isalpha() else ch


def _letter_or_space(ch: str) -> str:
    """Letters and digits stay; marks and invisible characters vanish; the rest separates."""
    kind = unicodedata.category(ch)
    if kind[0] in "LN":
        return ch
    return "" if kind[0] == "M" or kind == "Cf" else " "


def _place(ch: str) -> str:
    """A code of digits no other code begins with, in the order of the alphabet."""
    known = _PLACES.get(ch) or _PLACES.get(unicodedata.normalize("NFKD", ch)[0])
    return known or f"{_ELSEWHERE}{ord(ch):07}"


# Comparing names. Everything below works on the Latin spelling of `search_norm`.

_SPELT = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcie", strict=True))
    | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia", "ъ": "", "ь": ""}
    | {"q": "k", "j": "zh", "w": "v", "y": "i", "x": "ks"}
)
_LOOKALIKES = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
_CYRILLIC = re.compile(r"[а-я]")

COMMON, SHARED, GENERIC, LINKING = 0.7, 0.5, 0.15, 0.05

# Beginnings of words (in Latin spelling) that say what kind of institution it is
# or whose, rather than which one; and how much such a word weighs.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(
        ("universit", "univerzit", "institut", "akadem", "academ", "kolle", "colleg", "hochschule")
        + ("visshai", "shkol", "school", "mekte", "higher", "zhogar", "korporac"),
        GENERIC,
    )
    | dict.fromkeys(("gosudarst", "state", "memleket"), COMMON)
    | dict.fromkeys(
        ("nacional", "national", "ulttik", "issledovat", "research")
        + ("zertteu", "regional", "onirlik", "oblast", "mezhdunarod", "internation")
        + ("halikaralik", "kazak", "kazah", "kazakh", "respublik", "republic"),
        SHARED,
    )
)
_LINKS = frozenset(
    ("atindagi", "atindag", "imeni", "im", "imenem", "named", "after", "of", "the", "and", "in")
    + ("i", "men", "mene", "zhane", "for", "under", "pri", "zhanindagi", "v", "de", "der", "di")
    + ("akademik", "academician", "professor", "prof", "nao", "ao", "keak", "ak")
)
# One Cyrillic initial that Latin spells with two letters: Sh. Ualikhanov.
_DIGRAPHS = frozenset({"sh", "zh", "ch", "kh", "iu", "ia", "ie"})
_SAME_WORD = 0.83


# What a surname ends with, in Latin spelling, and how many letters it has at least.
_SURNAME = re.compile(r"[a-z]{3,}(?:[aeiou][vw]|uli|kizi)")


@lru_cache(maxsize=20_000)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in Latin spelling, in their order."""
    return tuple(word for each in search_norm(name).split() if (word := _spelt(each)))


def _together(words: tuple[str, ...], as_in: tuple[str, ...]) -> tuple[str, ...]:
    """The words, with two neighbours as one where the other name writes them so."""
    made: list[str] = []
    for word in words:
        if made and made[-1] + word in as_in:
            made[-1] += word
        else:
            made.append(word)
    return tuple(made)


@lru_cache(maxsize=20_000)
def _weighed(words: tuple[str, ...], persons: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """The words with their weights, in an order of its own."""
    called_after = _eponym(words)
    return tuple(
        sorted(
            (word, _weight(word, n in called_after or _is_among(word, persons)))
            for n, word in enumerate(words)
        )
    )


def _spelt(word: str) -> str:
    if _CYRILLIC.search(word):
        word = word.translate(_LOOKALIKES)
    return word.translate(_SPELT)


def _weight(word: str, is_eponym: bool) -> float:
    is_initial = len(word) == 1 or word in _DIGRAPHS or (is_eponym and len(word) == 2)
    if is_initial or word in _LINKS:
        return LINKING
    found = [weight for start, weight in WEIGHTS.items() if word.startswith(start)]
    return min([*found, SHARED if is_eponym else 1.0])


def _eponym(words: Sequence[str]) -> frozenset[int]:
    """Which words name the person an institution is called after: it is often left out."""
    for n, word in enumerate(words):
        if word.startswith("atindag"):
            return frozenset(range(n))
        if word in ("imeni", "im") or tuple(words[n : n + 2]) == ("named", "after"):
            return frozenset(range(n + 1, len(words)))
    return frozenset()


def _persons(words: tuple[str, ...]) -> list[str]:
    """The words of one name that name a person."""
    if said := _eponym(words):
        return [word for n, word in enumerate(words) if n in said and _is_telling(word)]
    for n, word in enumerate(words):
        if _SURNAME.fullmatch(word) and _is_telling(word):
            # One given name may stand before it, at the beginning.
            return [w for w in words[: n + 1] if _is_telling(w)] if n <= 1 else [word]
    return []


def _is_telling(word: str) -> bool:
    """Whether a word says which institution it is rather than of what kind."""
    return _weight(word, is_eponym=False) == 1.0


def _is_among(word: str, persons: Iterable[str]) -> bool:
    return any(_is_same_word(word, person) for person in persons)


def _is_same_word(one: str, other: str) -> bool:
    return _likeness(one, other) >= _SAME_WORD


def _bear_the_same_name(
    ours: Iterable[tuple[str, float]], theirs: Iterable[tuple[str, float]], persons: frozenset[str]
) -> bool:
    """Whether one of the names tells nothing but a person, after whom the other is called too."""
    for short, long in ((ours, theirs), (theirs, ours)):
        named = [word for word, _ in short if _is_among(word, persons)]
        others = [weight for word, weight in short if word not in named]
        if named and max(others, default=0.0) < 1.0:
            return all(_is_among(word, [w for w, _ in long]) for word in named)
    return False


def _shared(ours: Iterable[tuple[str, float]], theirs: Iterable[tuple[str, float]]) -> float:
    """The weight of the words that pair up, the likest first, each used once."""
    pairs = sorted(
        (
            (-likeness, a, b)
            for a, (word, _) in enumerate(ours)
            for b, (candidate, _) in enumerate(theirs)
            if (likeness := _likeness(word, candidate)) >= _SAME_WORD
        ),
    )
    left, right = list(ours), list(theirs)
    used: tuple[set[int], set[int]] = set(), set()
    weight = 0.0
    for likeness, a, b in pairs:
        if a not in used[0] and b not in used[1]:
            used[0].add(a)
            used[1].add(b)
            weight -= likeness * (left[a][1] + right[b][1])
    return weight


@lru_cache(maxsize=100_000)
def _likeness(one: str, other: str) -> float:
    """1 for the same word, less for each letter that has to change; endings count half.

    Words that begin differently or are very short are different words.
    """
    if one == other:
        return 1.0
    stem, length = len(commonprefix((one, other))), max(len(one), len(other))
    if not stem or min(len(one), len(other)) < 4:
        return 0.0
    ending = length - stem
    if stem >= 4 and ending <= 3 and 2 * ending <= stem:
        return 1 - ending / (2 * length)
    return 1 - _edits(one, other) / length if length < 40 else 0.0


def _edits(one: str, other: str) -> int:
    """Letters to insert, drop or change to make one word the other."""
    above = list(range(len(other) + 1))
    for n, ch in enumerate(one, 1):
        row = [n]
        for m, candidate in enumerate(other, 1):
            change = above[m - 1] + (ch != candidate)
            row.append(min(change, above[m] + 1, row[-1] + 1))
        above = row
    return above[-1]

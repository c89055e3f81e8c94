"""Names are found, ordered and compared as people of three languages expect."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.text import (
    KAZAKH_ALPHABET,
    NEAR,
    eponyms,
    near,
    search_norm,
    sort_key,
    spelling,
)

steady = settings(deadline=None)
ENU = "Л.Н. Гумилев атындағы Еуразия ұлттық университеті"
letters = st.text(
    alphabet=KAZAKH_ALPHABET + KAZAKH_ALPHABET.upper() + "abczABCZ 019-«»", max_size=20
)
names = st.text(max_size=30) | letters


def in_order(*texts: str) -> bool:
    """Whether the texts, as they stand, are in the order of their keys."""
    keys = [sort_key(text) for text in texts]
    return keys == sorted(keys)


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("ҚАЗАҚ ҰЛТТЫҚ УНИВЕРСИТЕТІ", "казак улттык университети"),
        ("Әлём ғң өүһ", "алем гн оух"),
        ("  «Тұран – Астана»\u00a0", "туран астана"),
        ("Л.Н. Гумилев", "л н гумилев"),
        ("Queen's  University", "queen s university"),
        ("Université Côte d’Azur", "universite cote d azur"),
        ("Boğaziçi, Łódź, Straße", "bogazici lodz strasse"),
        ("№ 5", "no 5"),
        ("уни\u00adверси\u200bтет", "университет"),
        ("Й и й", "й и й"),
        ("«»—…", ""),
        ("", ""),
    ],
)
def test_what_people_vary_does_not_matter_in_search(text: str, norm: str) -> None:
    assert search_norm(text) == norm


def test_a_latin_look_alike_stays_latin_in_search() -> None:
    assert search_norm("Kазак") != search_norm("Казак")


@steady
@given(names)
def test_norming_twice_changes_nothing(text: str) -> None:
    once = search_norm(text)
    assert search_norm(once) == once
    assert once == " ".join(once.split())


@steady
@given(letters)
def test_letter_case_never_matters(text: str) -> None:
    assert search_norm(text.upper()) == search_norm(text.lower()) == search_norm(text)
    assert sort_key(text.upper()) == sort_key(text.lower())


def test_the_kazakh_alphabet_has_its_42_letters_in_order() -> None:
    assert len(set(KAZAKH_ALPHABET)) == 42
    assert in_order(*KAZAKH_ALPHABET)
    assert len({sort_key(letter) for letter in KAZAKH_ALPHABET}) == 42


def test_the_russian_order_is_kept() -> None:
    assert in_order(*"абвгдеёжзийклмнопрстуфхцчшщъыьэюя")


def test_yo_stands_with_ye_and_after_it_only_in_a_tie() -> None:
    assert in_order("Сёмга", "Семен", "Семён", "Семена", "Семёна", "Семенов")


def test_kazakh_letters_follow_the_letter_they_grew_from() -> None:
    assert in_order("Азия", "Алматы", "Әуезов", "Баишев", "Гүл", "Ғалым", "Дулати")
    assert in_order("Қазақ", "Қостанай", "Құрманғазы", "Лениногор")
    assert in_order("Нархоз", "Ніл", "Ңа", "Орал", "Өскемен", "Павлодар")


def test_digits_come_first_and_latin_after_cyrillic() -> None:
    assert in_order("1 мектеп", "21 ғасыр", "Абай", "Яссауи", "Astana IT", "SDU", "东京大学")


def test_a_word_sorts_before_the_words_it_begins() -> None:
    assert in_order("Қазақ", "Қазақ ұлттық", "Қазақстан")


def test_quotes_and_accents_do_not_move_a_name() -> None:
    assert sort_key("«Тұран» университеті") == sort_key("Тұран университеті")
    assert sort_key("Université") == sort_key("universite")


@steady
@given(names)
def test_a_key_holds_only_digits_so_that_every_collation_agrees(text: str) -> None:
    key = sort_key(text)
    assert key == "" or (key.isascii() and key.isdecimal())


@steady
@given(st.lists(st.text(alphabet=KAZAKH_ALPHABET.replace("ё", ""), max_size=6), max_size=8))
def test_keys_order_words_as_the_alphabet_does(words: list[str]) -> None:
    by_alphabet = sorted(words, key=lambda word: [KAZAKH_ALPHABET.index(ch) for ch in word])
    assert sorted(words, key=sort_key) == by_alphabet


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ENU, ENU.upper()),
        (ENU, "ЛН Гумилев атындағы Еуразия ұлттық университеті"),
        (ENU, "Еуразия Улттык Университети, Л. Н. Гумилев атындагы"),
        (ENU, "Еуразия ұлттық университеті"),
        ("Қазақ ұлттық университеті", "КАЗАК УЛТТЫК УНИВЕРСИТЕТИ"),
        ("Университет «Туран»", "Туран Университеті"),
        ("«Тұран» университеті", "Turan University"),
        ("Университeт Нархоз", "Университет «Нархоз»"),
        ("Казахский университет им. К. Кулажанова", "Казахский университет имени К. Кулажанова"),
        ("Sh. Ualikhanov Kokshetau University", "Kokshetau University named after Ualikhanov"),
        ("Karaganda Technical University", "Karagandy Technical University"),
        ("University of Arizona", "The Arizona University"),
        ("Technische Universität München", "Technische Universitat Munchen"),
        ("Көк-бел ұлттық университеті", "Көкбел ұлттық университеті"),
        ("Kok-bel National University", "Kokbel National University"),
        ("Kyung-Dong University", "Kyungdong University"),
        ("Karaganda Technical University", "Abylkas Saginov Karaganda Technical University"),
        ("Satbayev University", "Satbayev Kazakh National Research Technical University"),
        ("Satbayev University", "K.I. Satbayev Kazakh National Research Technical University"),
    ],
)
def test_one_university_written_twice_is_near(one: str, other: str) -> None:
    assert near(one, other) >= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Astana IT University", "Astana Medical University"),
        ("Astana International University", "Astana Medical University"),
        ("Астана медицина университеті", "Астана халықаралық университеті"),
        ("Карагандинский университет", "Карагандинский технический университет"),
        (
            "Кокшетауский университет имени Ш. Уалиханова",
            "Кокшетауский университет имени Абая Мырзахметова",
        ),
        (
            "Казахский национальный медицинский университет имени С.Д. Асфендиярова",
            "Казахский национальный педагогический университет имени Абая",
        ),
        ("Turan University", "Turan-Astana University"),
        ("East Kazakhstan University", "West Kazakhstan University"),
        ("University of Arizona", "Arizona State University"),
        ("Technological University Dublin", "Lublin University of Technology"),
        ("Semey Medical University", "Astana Medical University"),
        ("Rostov State Technical University", "Saratov State Technical University"),
        (
            "Satbayev Kazakh National Research Technical University",
            "Asfendiyarov Kazakh National Medical University",
        ),
        ("Abai Kazakh National Pedagogical University", "Abai Myrzakhmetov Kokshetau University"),
        ("Университет", ""),
        ("", ""),
    ],
)
def test_different_universities_are_not_near(one: str, other: str) -> None:
    assert near(one, other) < NEAR


@steady
@given(names, names)
def test_nearness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= near(one, other) <= 1
    assert near(one, other) == near(other, one)


@steady
@given(names)
def test_a_name_is_as_near_to_itself_as_can_be(text: str) -> None:
    assert near(text, text) == (1.0 if search_norm(text).strip("ъь ") else 0.0)


word = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=8)
name_words = st.lists(word, min_size=2, max_size=5, unique=True)


@steady
@given(name_words, st.integers(0, 3), st.sampled_from(["-", " ", "‑", "–", ""]))
def test_words_written_apart_with_a_hyphen_or_together_are_the_same(
    words: list[str], at: int, between: str
) -> None:
    n = at % (len(words) - 1)
    pair = between.join(words[n : n + 2])
    written = " ".join([*words[:n], pair, *words[n + 2 :]])
    assert near(" ".join(words), written) == pytest.approx(1.0)
    assert spelling(" ".join(words)) == spelling(written)


@steady
@given(st.sampled_from(["Сәтбаев", "Абай", "М. Әуезов", "Ш. Уәлиханов"]), name_words)
def test_a_person_left_out_leaves_a_name_near(person: str, words: list[str]) -> None:
    """As long as two words remain that tell which institution it is."""
    kept = [f"q{word}{'x' * n}" for n, word in enumerate(words)]
    rest = " ".join([*kept, "университеті"])
    assert near(f"{person} атындағы {rest}", rest) >= NEAR


@steady
@given(names, names, st.lists(names, max_size=3))
def test_nearness_needs_no_order_whoever_the_persons_are(
    one: str, other: str, persons: list[str]
) -> None:
    known = eponyms([one, other, *persons])
    assert near(one, other, known) == near(other, one, known)
    assert near(one, one, known) == (1.0 if search_norm(one).strip("ъь ") else 0.0)


@pytest.mark.parametrize(
    ("names", "places", "persons"),
    [
        (["Абай атындағы Қазақ ұлттық педагогикалық университеті"], [], {"abai"}),
        (["Университет имени К.И. Сатпаева"], [], {"satpaeva"}),
        (["Abylkas Saginov Karaganda Technical University"], [], {"abilkas", "saginov"}),
        (["Rostov State University"], [], {"rostov"}),
        (["Rostov State University"], ["Rostov-on-Don"], set()),
        (["University of Arizona", "Turan-Astana University", ""], [], set()),
    ],
)
def test_a_person_is_known_by_the_words_around_or_the_ending(
    names: list[str], places: list[str], persons: set[str]
) -> None:
    assert eponyms(names, places) == persons

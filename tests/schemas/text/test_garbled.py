"""Texts that were decoded in the wrong encoding are found; ordinary ones are left alone."""

import pandas as pd
import pytest

from schemas.text.garbled import SUSPECT, is_garbled

TEXTS = [
    "De coördinatie van de categorieën",
    "financiën",
    "cliënten en patiënten",
    "reïntegratie",
    "geïnteresseerde",
    "vóór de zomer",
    "crème brûlée",
    "café De Brug",
    "enquête onder één groep",
    "Žižek",
    "Łukasz Kovačić",
    "größer als Müller",
    "foto’s van zo’n dag",
    "“tekst” tussen aanhalingstekens",
    "‘s-Hertogenbosch",
    "kosten € 100",
]
# Where the letters became others that also stand in words: nothing shows it.
UNSHOWN = {("mac_roman", "Łukasz Kovačić"), ("mac_roman", "Žižek")}
MISTAKES = [
    ("utf-8", "cp1252"),
    ("utf-8", "mac_roman"),
    ("utf-8", "cp850"),
    ("utf-8", "cp437"),
    ("utf-8", "cp1250"),
    ("mac_roman", "cp1252"),
    ("cp850", "cp1252"),
]
ORDINARY = [
    *TEXTS,
    "CAFÉ…",
    "„Ä“ en “É”",
    "Straß’",
    "groß“",
    "IRMÃ…",
    "NÃO in SÃO PAULO",
    "ROMÂNIA",
    "€50–€100",
    "naam†",
    "Microsoft™",
    "een “pitch”en",
    "foto‘s en zo‘n a4‘tje",
    "een • twee",
    "50 ‰",
    "ƒ 100",
    "¿Qué?",
    "artikel §4",
    "Škoda van dr. Šimić",
    "Gyöngyös",
    "İstanbul",
    "Þór en Ðorđe",
    "d’accord",
    "Åse’s œuvre",
    "«été» en ‹x›",
    "Привет",
    "Ελλάδα",
    "日本語",
    "naïef–kritisch",
    "één…",
    "😀 👍🏽 ✓",
    "werk·inkomen",
    "100 °C",
    "een kosten-batenanalyse (½ dag), 2×3",
    "foto´s, zo´n baby´s opa´s en ma´s",
    "aujourd´hui, qu´il vienne à l´école, c´est vrai",
    "À l’Île de Ré, l’État, Èze et Ùna",
    "een ‘taxi‘ of ‘het menu‘",
    "das ‚Menu‘ und ‚Gemini‘",
    "10 m³ per dag, 20 cm³/uur, 3 dm³water",
    "a÷b en x³y, kosten÷baten, ½–¾ uur, 1¾ fte",
    "Alþingi, íþróttir, Þingvellir",
    "ÍSLAND, CAFÉS, PRIVÉ, ÚTIL, OÙ, ÎLES",
    "zażółć gęślą jaźń, Kraków, Łódź, ŻÓŁĆ",
    "Fryslân: wêr’t jûn sûnt hûs, ûnderwiis, skûtsje",
    "woord¹, nóg² en dát³",
    "wacht……Nee, 100 ‰",
    "°C, 20˚C",
    "Let op: ‚zitaat‘ en „Zitat“",
]


def _mistaken() -> list[tuple[str, str]]:
    found = []
    for encoding, taken_for in MISTAKES:
        for text in TEXTS:
            try:
                garbled = text.encode(encoding).decode(taken_for)
            except UnicodeError:
                continue  # this mistake would have been refused
            if garbled != text and (encoding, text) not in UNSHOWN:
                found.append((text, garbled))
    return found


@pytest.mark.parametrize(("text", "garbled"), _mistaken())
def test_a_text_in_the_wrong_encoding_is_found(text, garbled):
    assert is_garbled(garbled), text


@pytest.mark.parametrize(
    "text",
    [
        "co\ufffdrdinatie",
        "caf‚",
        "cafŽ",
        "BelgiŽ",
        "voilÃ ",
        "vijfÂ euro",
        "CAFƒ",
        "gr”áer",
        "ma”tre",
    ],
)
def test_more_that_is_garbled(text):
    assert is_garbled(text)


WORDS = [
    *["Coördinatie", "cliënten", "één", "crèche", "reünie", "oriëntatie", "vóór", "privé"],
    *["enquête", "België", "ambiguë", "naïef", "patiënt", "scène", "première", "coöperatie"],
    *["gecoördineerd", "geïnteresseerd", "Daniël", "Oekraïne", "Haïti", "vacuüm", "ideeën"],
    *["poëzie", "ruïne", "hôtel", "maître", "Curaçao", "façade", "Über", "Köln", "ÉÉN STAP"],
    *["Fryslân", "wêr", "München", "conciërge", "café"],
]
SWAPS = [
    ("cp1252", "cp850"),
    ("cp1252", "mac_roman"),
    ("cp850", "cp1252"),
    ("cp437", "cp1252"),
    ("mac_roman", "cp1252"),
]


def _swapped() -> list[tuple[str, str]]:
    found = set()
    for encoding, taken_for in SWAPS:
        for word in WORDS:
            try:
                garbled = word.encode(encoding).decode(taken_for)
            except UnicodeError:
                continue  # this mistake would have been refused
            found |= {(word, garbled)} if garbled != word else set()
    return sorted(found)


@pytest.mark.parametrize(("word", "garbled"), _swapped())
def test_a_word_in_the_code_page_of_another_system_is_found(word, garbled):
    assert is_garbled(f"een {garbled} in 2021"), word
    assert pd.Series([garbled], dtype=str).str.contains(SUSPECT).all()
    assert not is_garbled(word)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text_is_left_alone(text):
    assert not is_garbled(text)


def test_no_garbled_text_is_passed_over():
    texts = pd.Series([garbled for _, garbled in _mistaken()], dtype=str)
    assert texts.str.contains(SUSPECT).all()

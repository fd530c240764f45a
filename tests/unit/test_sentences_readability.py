from __future__ import annotations

import pytest

from sportello.sentences.readability import Readability, readability


@pytest.mark.parametrize(
    ("text", "index"),
    [
        # 11 words, 57 letters, 1 sentence: 89 + (300 - 570) / 11
        ("L'assistente sociale ascolta e orienta verso il servizio più adatto.", 64),
        # The same in two sentences: 89 + (600 - 570) / 11
        ("L'assistente sociale ascolta. E orienta verso il servizio più adatto.", 92),
        # Without the full stop at the end of a line it is two sentences all the same.
        ("L'assistente sociale ascolta\ne orienta verso il servizio più adatto", 92),
        # 9 words, 91 letters, 1 sentence: 89 + (300 - 910) / 9
        ("Presentazione documentazione attestante situazione economica equivalente nucleo familiare residente", 21),
        # 3 words, 11 letters, 1 sentence: 89 + (300 - 110) / 3 is beyond the scale
        ("Il cane dorme.", 100),
        ("", 100),
        ("• … !", 100),
    ],
)
def test_the_index_is_that_of_the_formula(text: str, index: int) -> None:
    assert readability(text).index == index


def test_phones_and_addresses_are_not_read() -> None:
    alone = readability("Per informazioni chiami l'ufficio dei servizi sociali")
    with_them = "Per informazioni chiami l'ufficio dei servizi sociali 02 953 3334, sociali@comune.prova.it"
    assert readability(with_them) == alone


def test_a_full_stop_within_a_number_or_an_acronym_ends_no_sentence() -> None:
    dotted = readability("Dalle 16.00 si presenta chi ha già l'I.S.E.E. aggiornato e firmato")
    assert dotted == readability("Dalle 16,00 si presenta chi ha già l'ISEE aggiornato e firmato")


@pytest.mark.parametrize(
    ("index", "word", "enough"),
    [
        (100, "molto facile", True),
        (80, "molto facile", True),
        (79, "facile", True),
        (60, "facile", True),
        (50, "abbastanza facile", True),
        (49, "difficile", False),
        (40, "difficile", False),
        (39, "molto difficile", False),
        (0, "molto difficile", False),
    ],
)
def test_the_index_is_said_in_a_word(index: int, word: str, enough: bool) -> None:
    assert (Readability(index).word, Readability(index).is_enough) == (word, enough)

from knowledge.language.tokenization import Segmenter


def test_chinese_gives_words_and_bigrams_and_latin_gives_lower_case_words() -> None:
    terms = Segmenter().terms("国家电网的FastAPI服务")
    assert {"国家", "电网", "家电", "fastapi", "服务"} <= set(terms)


def test_full_width_letters_and_a_single_ideograph_are_found_too() -> None:
    assert Segmenter().terms("ＡＢＣ１２") == ["abc12"]
    assert Segmenter().terms("a 电 b") == ["a", "电", "b"]

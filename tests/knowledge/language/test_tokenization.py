from knowledge.language.tokenization import Segmenter


def test_chinese_gives_words_and_bigrams_and_latin_gives_lower_case_words() -> None:
    terms = Segmenter().terms("国家电网的FastAPI服务")
    assert {"国家", "电网", "家电", "fastapi", "服务"} <= set(terms)


def test_full_width_letters_and_a_single_ideograph_are_found_too() -> None:
    assert Segmenter().terms("ＡＢＣ１２") == ["abc12"]
    assert Segmenter().terms("a 电 b") == ["a", "电", "b"]


def test_a_long_text_has_the_terms_of_its_parts() -> None:
    segmenter = Segmenter()
    sentence = "The crew of 国家电网 checked valve ＮＯ７, cafe\u0301 and all; "
    assert segmenter.terms(sentence * 200) == segmenter.terms(sentence) * 200
    assert segmenter.words(sentence * 200) == segmenter.words(sentence) * 200


def test_a_run_of_ideographs_without_end_gives_all_its_bigrams() -> None:
    run = "".join(chr(0x4E00 + number) for number in range(1500))
    assert {run[index : index + 2] for index in range(1499)} <= set(Segmenter().terms(run))

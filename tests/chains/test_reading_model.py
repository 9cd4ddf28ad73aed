from __future__ import annotations

import json
from itertools import islice

import numpy as np
import pytest

from chains.places import places
from chains.reading import FEATURES, read
from chains.reading_model import BY_HAND, UNJUDGED, WEIGHTS, ReadingModel, knows_judge, reading_model, save
from tests.chains.passages import one_for_each_word, passage
from tests.fitting.train_reading import LENIENCE, READINGS, example, exercises, fit


def test_every_language_has_a_model_with_and_without_its_judge() -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert {language: len(models) for language, models in stored.items()} == {"zh": 2, "en": 2}
    for language, models in stored.items():
        assert UNJUDGED in models
        assert all(set(entry["weights"]) <= set(FEATURES) for entry in models.values())
        assert not knows_judge(language, "never-heard-of-it")
        assert reading_model(language, "never-heard-of-it") == reading_model(language, None)


def test_a_model_survives_being_stored(tmp_path) -> None:  # type: ignore[no-untyped-def]
    model = ReadingModel({"cover": 1.5, "judge": -0.25}, 0.5)
    save({"en": {"none": model}}, tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["en"]["none"] == model.as_dict()


def test_scores_are_the_weighted_features_less_what_it_takes() -> None:
    rows = np.zeros((2, len(FEATURES)))
    rows[1, FEATURES.index("cover")] = 1.0
    assert ReadingModel({"cover": 3.0}, 1.0).scores(rows).tolist() == [-1.0, 2.0]


def test_foreign_sentences_are_weighed_by_meaning_alone() -> None:
    rows = np.zeros((2, len(FEATURES)))
    rows[:, FEATURES.index("other_language")] = 1.0
    rows[:, FEATURES.index("cosine")] = [0.1, 0.6]
    low, high = ReadingModel({"cover": 3.0}, 1.0).scores(rows)
    assert low < 0 < high


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_exercise_holds_what_it_says(language: str) -> None:
    made = list(exercises(language, one_for_each_word))
    assert len(made) > 400
    answered = [exercise for exercise in made if exercise.own]
    for exercise in answered:
        own = [p for p in exercise.passages if p.metadata["document"] == exercise.own]
        assert all(exercise.answer in passage.page_content for passage in own), exercise.question
    assert 0.3 < len(answered) / len(made) < 0.45


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_learned_from_half_of_the_exercises_tells_the_other_half_apart(language: str) -> None:
    made = list(islice(exercises(language, one_for_each_word), 0, 450, 2))
    examples = [example(exercise, one_for_each_word, None) for exercise in made]
    model = fit(examples[: len(examples) // 2], judged=False)
    best = [
        (bool(e.own), model.scores(x.rows).max()) for e, x in list(zip(made, examples, strict=True))[len(made) // 2 :]
    ]
    right, wrong = [s for own, s in best if own], [s for own, s in best if not own]
    assert np.mean([[r > w for w in wrong] for r in right]) > 0.8
    assert model.weights["cover"] > 0 > model.weights["rare_missing_passage"]
    assert all(model.weights[name] == value for name, value in BY_HAND.items())


def test_every_language_has_exercises_and_a_leniency() -> None:
    languages = {path.stem.partition("_")[0] for path in READINGS.glob("*.toml")}
    assert languages == {language for language, _ in LENIENCE} == {"zh", "en"}


def test_the_subject_of_a_passage_tells_none_of_its_sentences_apart() -> None:
    text = "Harlow Bridge opened in May. Harlow Bridge is long. Harlow Bridge was painted red."
    found = places([passage(text, heading="Harlow Bridge")])
    rows = read("When was Harlow Bridge painted?", found, one_for_each_word)
    assert rows[:, FEATURES.index("focus")].tolist() == [0.0, 0.0, 1.0]
    assert rows[:, FEATURES.index("focus_missing")].tolist() == [1.0, 1.0, 0.0]
    assert all(rows[:, FEATURES.index("cover")] > 0)


def test_a_sentence_of_another_year_than_the_question_is_told_from_one_of_that_year() -> None:
    found = places([passage("In 2019 Lindal won the cup. In 2021 Orsk won the cup. Orsk is a town.")])
    rows = read("Who won the cup in 2021?", found, one_for_each_word)
    assert rows[:, FEATURES.index("year_here")].tolist() == [0.0, 1.0, 0.0]
    assert rows[:, FEATURES.index("other_year_here")].tolist() == [1.0, 0.0, 0.0]


def test_years_elsewhere_in_the_passage_count_for_a_sentence() -> None:
    column = FEATURES.index("other_year")

    def other_year(text: str, heading: str | None = None) -> float:
        found = places([passage(text, heading=heading)])
        return float(read("Who won the cup in 2021?", found, one_for_each_word)[-1, column])

    assert other_year("In 2019 it rained. Lindal won the cup.") == 1.0
    assert other_year("In 2021 it rained. Lindal won the cup.") == 0.0
    assert other_year("In 2019 it rained. Lindal won the cup.", heading="Season 2021") == 0.0
    assert other_year("It rained. Lindal won the cup.") == 0.0

"""Learns `reading.json` from our own exercises (`tests/fitting/readings`): `python -m tests.fitting reading`.

An exercise is a question with the passages that a search would bring. A question is answerable while its passage is
among them; it becomes unanswerable when that passage is taken away and its neighbours on the same subject stay, and
there are questions written so that no passage answers them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document

from chains.places import places
from chains.reading import FEATURES, Judge, Matrix, read
from chains.reading_model import BY_HAND, ReadingModel
from knowledge.language.embedding import Embed
from knowledge.language.tokenization import terms
from knowledge.text.sentences import sentence_spans

READINGS = Path(__file__).with_name("readings")
PASSAGES = 6


@dataclass(frozen=True)
class Exercise:
    """A question, the passages found for it, and words of the answer in the passage `own`; `None`: unanswerable."""

    question: str
    passages: list[Document]
    own: str | None = None
    answer: str = ""


@dataclass(frozen=True)
class Example:
    """Rows of one exercise (`chains.reading.read`), and which of them answer; none does when it is unanswerable."""

    rows: Matrix
    answers: Sequence[bool]


def exercises(language: str, embed: Embed, folder: Path = READINGS) -> Iterator[Exercise]:
    """Every exercise of a language, its passages ranked by embedding and shared terms as a search would."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{language}*.toml"))]
    subjects: list[dict[str, Any]] = [subject for text in texts for subject in tomllib.loads(text)["subject"]]
    shelf = [
        _passage(subject["title"] if (s + p) % 2 else None, f"{s}-{p + 1}.md", text)
        for s, subject in enumerate(subjects)
        for p, text in enumerate(subject["passages"])
    ]
    vectors = _unit(embed([document.page_content for document in shelf]))
    bags = [set(terms(f"{d.metadata['heading'] or ''} {d.page_content}")) for d in shelf]

    def search(question: str, without: str = "") -> list[Document]:
        cosines, asked = vectors @ _unit(embed([question]))[0], set(terms(question))
        score = [float(c) + len(asked & bag) / max(1, len(asked)) for c, bag in zip(cosines, bags, strict=True)]
        best = sorted(range(len(shelf)), key=lambda i: -score[i])
        return [shelf[i] for i in best if shelf[i].metadata["document"] != without][:PASSAGES]

    for s, subject in enumerate(subjects):
        for number, question, answer in subject["asks"]:
            own = f"{s}-{number}.md"
            yield Exercise(question, search(question), own, answer)
            yield Exercise(question, search(question, without=own))
        for question in subject["unanswered"]:
            yield Exercise(question, search(question))


def example(exercise: Exercise, embed: Embed, judge: Judge | None) -> Example:
    """The rows of an exercise, and which of them answer it."""
    found = places(exercise.passages)
    right = [
        exercise.own is not None and p.passage.metadata["document"] == exercise.own and exercise.answer in p.text
        for p in found
    ]
    return Example(read(exercise.question, found, embed, judge), right)


def fit(examples: Sequence[Example], *, judged: bool, ridge: float = 0.02, nothing: float = 0.3) -> ReadingModel:
    """Learns the weights: a softmax over a question's sentences and one more choice, "nothing answers".

    `nothing` is the weight of unanswerable questions, `ridge` the L2 penalty; the result hardly changes within ten
    times either value. `least` of the model is the score of that choice.
    """
    from scipy.optimize import minimize

    learned = [name for name in FEATURES if name not in BY_HAND and (judged or name != "judge")]
    columns = [FEATURES.index(name) for name in learned]
    data = [(e.rows[:, columns], np.asarray(e.answers, dtype=bool)) for e in examples if len(e.rows)]
    # judges have scales of their own, the penalty must not
    scale = np.ones(len(learned))
    if judged:
        scale[learned.index("judge")] = np.concatenate([rows[:, learned.index("judge")] for rows, _ in data]).std()

    def loss(point: Matrix) -> tuple[float, Matrix]:
        weights, null = point[:-1], point[-1]
        total, slope = 0.0, np.zeros_like(point)
        for rows, right in data:
            scores = np.append(rows / scale @ weights, null)
            norm = _logsumexp(scores)
            chances = np.exp(scores - norm)
            if right.any():
                goal = _logsumexp(scores[:-1][right])
                total += norm - goal
                slope[:-1] += chances[:-1] @ rows - np.exp(scores[:-1][right] - goal) @ rows[right]
                slope[-1] += chances[-1]
            else:
                total += nothing * (norm - null)
                slope[:-1] += nothing * (chances[:-1] @ rows)
                slope[-1] += nothing * (chances[-1] - 1)
        slope[:-1] = slope[:-1] / scale / len(data) + ridge * weights
        slope[-1] /= len(data)
        return total / len(data) + ridge * float(weights @ weights) / 2, slope

    found = minimize(loss, np.zeros(len(learned) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = dict(zip(learned, map(float, found[:-1] / scale), strict=True)) | BY_HAND
    return ReadingModel(weights, float(found[-1]))


def _passage(heading: str | None, name: str, text: str) -> Document:
    spans = sentence_spans(text)
    return Document(text, metadata={"heading": heading, "document": name, "start": 0, "sentences": spans})


def _unit(vectors: Sequence[Sequence[float]]) -> Matrix:
    array = np.asarray(vectors, dtype=np.float64)
    unit: Matrix = array / (np.linalg.norm(array, axis=1, keepdims=True) + 1e-9)
    return unit


def _logsumexp(values: Matrix) -> float:
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).sum()))


LENIENCE = {("zh", True): 1.7, ("zh", False): 1.9, ("en", True): 1.5, ("en", False): 1.9}
"""How far below "nothing answers" the best sentence may score, by language and whether a judge reads along.

Read off the trade between answers lost and refusals gained on encyclopaedia questions: about two points are lost.
"""


def learn(language: str, embed: Embed, judge: Judge | None) -> tuple[ReadingModel, int]:
    """The model of a language with or without a judge, and how many exercises it learned from."""
    examples = [example(exercise, embed, judge) for exercise in exercises(language, embed)]
    model = fit(examples, judged=judge is not None)
    return ReadingModel(model.weights, model.least - LENIENCE[language, judge is not None]), len(examples)

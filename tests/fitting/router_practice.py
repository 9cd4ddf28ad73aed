"""What the router learns from, all of it our own: exemplars, exercises with their documents, small databases.

The weights of its evidence are fitted on how sources answer here, so that no question of an evaluation is needed for
them. The exercises (readings/) lie in two knowledge bases for each language: a question is asked of all of them,
and again without the base that holds its document. The wording of an exemplar is judged by a classifier that has not
seen the file it comes from (a fifth, of the two large files): lines of one file are more alike than those of two users.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect

import numpy as np

from chains.route.classifier import ROADS, RouteClassifier, train
from chains.route.fusion import Floats, Fusion, features, fit
from chains.text2sql import schema_match
from knowledge.language import language_of
from knowledge.language.embedding import Embed
from server.services import Services
from tests.fitting.train_reading import READINGS

EXEMPLARS = Path(__file__).with_name("exemplars")
DATABASES = Path(__file__).with_name("practice.sql")
FOLDS = 5
MATCHES = 0.4
"""Schema match (0..1) under which a database exemplar has found no database of its kind here."""
# How much a line counts by what the sources have for it: sources are mostly there when they are asked.
HELD, UNANSWERED, ABSENT, NO_DATABASE = 1.0, 0.5, 0.3, 0.2
CHAT = 1.5
"""Chat counts more than the others: a database asked in vain is the costlier error."""


@dataclass(frozen=True)
class Exemplar:
    """`file` names the kind of lines it stands among, the same in both languages."""

    text: str
    road: str
    file: str


@dataclass(frozen=True)
class Exercise:
    """A question about a document in the knowledge base `base`, which answers it or not."""

    text: str
    base: str
    is_answered: bool


@dataclass(frozen=True)
class Practised:
    """A line with its road, what its wording and the sources said, and how much it counts."""

    text: str
    road: str
    wording: Floats
    knowledge: float
    schema: float
    weight: float


def exemplars(folder: Path = EXEMPLARS) -> list[Exemplar]:
    """The lines of every file of exemplars."""
    found: list[Exemplar] = []
    for path in sorted(folder.glob("*.toml")):
        groups = tomllib.loads(path.read_text(encoding="utf-8"))
        _, _, kind = path.stem.partition("_")
        for road in ROADS:
            found += [Exemplar(text, road, kind or f"main-{i % FOLDS}") for i, text in enumerate(groups[road])]
    return found


def furnish(services: Services, folder: Path, every: int = 1) -> list[Exercise]:
    """Connects the practice databases, kept in `folder`, and fills the knowledge bases with every n-th document.

    Returns the exercises on those documents.
    """
    for name, script in practice_databases().items():
        path = folder / f"{name}.sqlite"
        with connect(path) as connection:
            connection.executescript(script)
        connection.close()
        services.databases.add(name, f"sqlite:///{path}")
    found: list[Exercise] = []
    for path in sorted(READINGS.glob("*.toml")):
        for number, subject in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["subject"][::every]):
            base = f"{path.stem[:2]}-{number % 2}"
            if base not in {known.name for known in services.knowledge.list()}:
                services.knowledge.create(base)
            text = "\n\n".join([f"# {subject['title']}", *subject["passages"]])
            job = services.knowledge.add_document(base, f"{path.stem}-{number}.md", text.encode())
            services.knowledge.run_job(job.id)
            found += [Exercise(question, base, True) for _, question, _ in subject["asks"]]
            found += [Exercise(question, base, False) for question in subject["unanswered"]]
    return found


def practice_databases(path: Path = DATABASES) -> dict[str, str]:
    """The scripts that make the practice databases, by name."""
    parts = re.split(r"^-- database (\S+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def practise(
    services: Services, lines: Sequence[Exemplar], exercises: Sequence[Exercise], classifier: RouteClassifier
) -> list[Practised]:
    """Asks the sources for every second exemplar and every exercise: far more than five weights need.

    `classifier` was trained on all of the exemplars.
    """
    found: list[Practised] = []
    wordings = unseen_wording(lines, services.embed)
    for line, wording in zip(lines[::2], wordings[::2], strict=True):
        schema = _schema(services, line.text)
        weight = {"chat": HELD, "knowledge": ABSENT, "database": HELD if schema >= MATCHES else NO_DATABASE}[line.road]
        found.append(Practised(line.text, line.road, wording, _knowledge(services, line.text), schema, weight))
    bases = [known.name for known in services.knowledge.list()]
    for exercise in exercises:
        text = exercise.text
        wording = classifier.logits(text, services.embed([text])[0]).astype(np.float64)
        schema, all_bases = _schema(services, text), _knowledge(services, text)
        weight = HELD if exercise.is_answered else UNANSWERED
        found.append(Practised(text, "knowledge", wording, all_bases, schema, weight))
        if exercise.is_answered:
            without = _knowledge(services, text, [base for base in bases if base != exercise.base])
            found.append(Practised(text, "knowledge", wording, without, schema, ABSENT))
    return found


def unseen_wording(lines: Sequence[Exemplar], embed: Embed) -> list[Floats]:
    """Log-probabilities of the roads for each line, by a classifier that has not seen its file."""
    said: dict[int, Floats] = {}
    for file in sorted({line.file for line in lines}):
        others = [line for line in lines if line.file != file]
        classifier = train([line.text for line in others], [line.road for line in others], embed)
        for number, line in enumerate(lines):
            if line.file == file:
                said[number] = classifier.logits(line.text, embed([line.text])[0]).astype(np.float64)
    return [said[number] for number in range(len(lines))]


def weigh(practised: Sequence[Practised]) -> Fusion:
    """The weights of the evidence; each road counts the same in each language, but for chat."""
    groups = [(line.road, language_of(line.text)) for line in practised]
    whole: dict[tuple[str, str], float] = {}
    for group, line in zip(groups, practised, strict=True):
        whole[group] = whole.get(group, 0.0) + line.weight
    weights = [
        line.weight / whole[group] * (CHAT if line.road == "chat" else 1.0)
        for group, line in zip(groups, practised, strict=True)
    ]
    tables = np.stack([features(line.wording, line.knowledge, line.schema) for line in practised])
    return fit(tables, [line.road for line in practised], weights)


def _knowledge(services: Services, text: str, bases: Sequence[str] | None = None) -> float:
    return max((passage.score for passage in services.knowledge.search(text, bases, 3)), default=0.0)


def _schema(services: Services, text: str) -> float:
    return max(schema_match(text, database, services.embed) for database in services.databases.all().values())

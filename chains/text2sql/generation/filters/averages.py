"""Conditions that compare a column with its own average."""

import heapq
import re

from chains.text2sql.analysis.question import Question
from chains.text2sql.generation.filters.option import Option
from chains.text2sql.generation.ir import Condition, Operator
from chains.text2sql.linking.types import Links
from chains.text2sql.schema.graph import SchemaGraph


def average_slots(question: Question, schema: SchemaGraph, links: Links) -> list[list[Option]]:
    slots = []
    for cue in question.cues_named("average_of_all"):
        is_less = re.search(r"below|lower|less|under|shorter|smaller|younger|低于|小于|少于|不到", cue.text, re.I)
        operator: Operator = "<" if is_less else ">"
        options = []
        for column in schema.columns:
            if column.kind != "number" or column.is_id:
                continue
            near = [
                m.score * (1.0 if m.start >= cue.start else 0.8) * (1 - min(abs(m.start - cue.end), 60) / 120)
                for m in links.of_column(column.id)
            ]
            score = max(near, default=0.0) + 0.3 * links.table_score(column.table)
            if score > 0.3:
                test = Condition(column.id, operator, (), cue.start, average=True)
                options.append(Option((test,), (cue.start, cue.end), score + 0.5))
        if options:
            slots.append([*heapq.nlargest(3, options, key=lambda o: o.score), Option((), (0, 0), 0.0, unused=0.8)])
    return slots

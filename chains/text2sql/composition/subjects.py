"""Which table's rows a question may be about."""

from chains.text2sql.composition.atoms import Cover, Kind
from chains.text2sql.composition.ground import Ground

_HEADS = ("count", "which", "list", "who", "exists", "share", "sum", "how_much", "avg")
_BESIDE_GROUP = 0.35
_NO_HEAD = 0.3
_UNNAMED = 0.6
_PERSON, _NOT_A_PERSON = 0.1, 0.35
_NO_NAME = 0.4
_POINTS_AT = 0.7


def subjects_of(ground: Ground, cover: Cover) -> list[tuple[str, float]]:
    """Return the tables that may be meant with how unlikely each is, the likeliest first."""
    doubts: dict[str, float] = {}

    def offer(table: str, doubt: float) -> None:
        if table in ground.schema.tables:
            doubts[table] = min(doubt, doubts.get(table, 9.0))

    heads = _heads(ground, cover)
    for place, i in enumerate(heads):
        for mention in cover.atoms[i].tables:
            offer(mention.table, 0.12 * place + 0.3 * (cover.atoms[i].tables[0].score - mention.score))
    named = {m.table for a in cover.atoms for m in a.tables}
    for atom in cover.atoms:
        for mention in atom.columns:
            offer(mention.table, (_NO_HEAD if named else 0.05) + 0.3 * (1 - mention.score))
        for option in atom.options:
            offer(option.test.column[0], (_UNNAMED if named else 0.15) + 0.3 * (1 - option.score))
    if any(a.is_cue("who") for a in cover.atoms):
        pointing = _pointing_at_people(ground, cover)
        near = set(doubts)
        for table in ground.schema.tables if not pointing else ():
            if ground.is_of_people(table) and (not near or any(ground.ways(table, other) for other in near)):
                offer(table, _PERSON)
        for table in doubts:
            # who is answered with names: a table of keys alone has none
            doubts[table] += 0.0 if any(c.is_name for c in ground.display_of(table)) else _NO_NAME
        others = [t for t in doubts if not ground.is_of_people(t) and t not in pointing]
        for table in others if len(others) < len(doubts) else ():
            doubts[table] += _NOT_A_PERSON
    for atom in cover.atoms:
        for option in atom.options[:3]:
            for step in ground.paths.referenced_by(option.test.column[0]):
                offer(step.there[0], _POINTS_AT)
    if not doubts and len(ground.schema.tables) == 1:
        offer(next(iter(ground.schema.tables)), _UNNAMED)
    return sorted(doubts.items(), key=lambda pair: (pair[1], pair[0]))


def _pointing_at_people(ground: Ground, cover: Cover) -> set[str]:
    """Tables of the columns that are named and point at people: who is the 班主任 of a class."""
    columns = [ground.column(m.id) for a in cover.atoms for m in a.columns if m.table in ground.schema.tables]
    return {c.table for c in columns if c.refers_to is not None and ground.is_of_people(c.refers_to[0])}


def _heads(ground: Ground, cover: Cover) -> list[int]:
    """Atoms of tables, the head noun first: what is counted or listed; in Chinese the last of a chain of 的."""
    tables = [i for i, a in enumerate(cover.atoms) if a.kind is Kind.TABLE]
    if not tables:
        return []
    is_chinese = ground.question.language == "zh"
    grouped = {i for i in tables if i and cover.atoms[i - 1].is_cue("group")}
    text = ground.question.text

    def rank(i: int) -> tuple[float, float]:
        before = cover.atoms[i - 1] if i else None
        behind = cover.atoms[i + 1] if i + 1 < len(cover.atoms) else None
        score = 0.0
        if before is not None and before.is_cue(*_HEADS):
            score += 1.0
        if is_chinese and behind is not None and behind.is_cue("count", "list", "which", "who"):
            score += 0.9
        if is_chinese and text[: cover.atoms[i].start].endswith("的"):
            score += 0.4
        if is_chinese and text[cover.atoms[i].end :].startswith(("的", "中", "里")):
            score += 0.5 if behind is not None and behind.kind is Kind.COLUMN else -0.1
        if i in grouped:
            score -= _BESIDE_GROUP
        # English heads come first, Chinese ones last
        return score, -i if not is_chinese else i

    return sorted(tables, key=rank, reverse=True)

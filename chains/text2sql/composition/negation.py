"""What a negation reaches: one test, a list of tests of one column, a table, or what stands in front (以外)."""

import re

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.draft import Draft

NEGATIONS = ("not", "except", "neither", "no")
JOINING = ("and", "or", "neither", "not", "both")
_PASSED = ("both", "exists", "and", "list", "who", "generic", "neither", "not", "which")
_COMMA = re.compile(r"[,、，/]")
_FARTHEST = 18
"""Characters between two values of one list."""


def mark_negations(draft: Draft) -> None:
    """Find what each negation reaches; one that reaches nothing stays without a part."""
    for i, atom in enumerate(draft.atoms):
        if i in draft.used or not atom.is_cue(*NEGATIONS):
            continue
        target = _target(draft, i)
        if target is None:
            if atom.is_cue("except") and draft.kind(i - 1) is Kind.FILTER:
                _negate_before(draft, i)
            continue
        kind = draft.kind(target)
        if kind is Kind.COLUMN and draft.kind(target + 1) in (Kind.FILTER, Kind.NUMBER, Kind.TIME):
            target, kind = target + 1, draft.kind(target + 1)
        if draft.is_cue(target, "expired"):
            draft.negated.add(target)
            draft.use(i)
        elif kind in (Kind.FILTER, Kind.TIME, Kind.NUMBER):
            reached = coordinated(draft, target)
            draft.negated.update(reached)
            draft.use(i)
            draft.use_between(i, reached[-1], *JOINING)
        elif kind is Kind.TABLE and any(m.table == draft.subject for m in draft.atoms[target].tables):
            continue  # 没有卖出过的商品: what is denied stands between, and nothing is read there
        elif kind in (Kind.TABLE, Kind.COLUMN) and not atom.is_cue("except"):
            draft.negated.add(target)
            draft.use(i)
            draft.use_between(i, target, *_PASSED)
    if any(draft.atoms[i].is_cue("except") for i in draft.used):
        draft.use(*draft.cue("except"))  # 除了…以外, and "the others"


def coordinated(draft: Draft, first: int) -> list[int]:
    """Return the atoms of one list, A, B or C: tests that one column may have."""
    found = [first]
    columns = {o.test.column for o in draft.atoms[first].options}
    for j in range(first + 1, len(draft.atoms)):
        atom = draft.atoms[j]
        if atom.is_cue(*JOINING):
            continue
        shared = columns & {o.test.column for o in atom.options}
        gap = draft.between(found[-1], j)
        is_joined = draft.is_cue(j - 1, *JOINING) or _COMMA.search(gap) is not None
        if atom.kind is not Kind.FILTER or not shared or len(gap) > _FARTHEST or not is_joined:
            break
        columns = shared
        found.append(j)
    return found


def _target(draft: Draft, i: int) -> int | None:
    j = i + 1
    while draft.is_cue(j, *_PASSED):
        j += 1
    return j if j < len(draft.atoms) else None


def _negate_before(draft: Draft, i: int) -> None:
    """北京和上海以外的: the list in front."""
    first = i - 1
    while first >= 2 and draft.is_cue(first - 1, "and", "or") and draft.kind(first - 2) is Kind.FILTER:
        first -= 2
    reached = [k for k in range(first, i) if draft.kind(k) is Kind.FILTER]
    draft.negated.update(reached)
    draft.use(i)
    draft.use_between(first, i, *JOINING)

"""Words of a question that say how it is asked, not what about. In a small base "who" or "多少" is rare, so BM25 would
take it for the most telling word of all; they count only where a question has no other."""

from collections.abc import Sequence

_ENGLISH = """
a about all an and any are as at be been being between but by can could did do does doing done during each for from
give had has have having he her his how i if in into is it its list long many may me might much must my name no nor not
of often on only or our please same shall she should so some such tell than that the their them then there these they
this those through to under was we were what when where which who whom whose why will with would you your
""".split()
_CHINESE = """
一个 一下 与 为什么 为何 也 了 什么 什么是 什么时 什么时候 从 以及 会 位于哪 何 何地 何时 你
你们 其 几 几个 几年 几次 到 及 吗 呢 和 哪 哪一 哪一个 哪一年 哪些 哪个 哪位 哪儿 哪年 哪种
哪里 在 多久 多大 多少 多长 多高 如何 对 对于 就 就是 已 怎么 怎么样 怎样 我 我们 或 或者 所
把 是 是不是 是什么 是谁 是否 有 有什么 有哪 有多 的 而 能 能否 被 请 请问 谁 这 这个 这些
那 那个 那些 都
""".split()
STOP_TERMS = frozenset((*_ENGLISH, *_CHINESE))


def content_terms(terms: Sequence[str]) -> list[str]:
    """Return the distinct terms that carry meaning, in order; all distinct ones when none does."""
    distinct = list(dict.fromkeys(terms))
    return [term for term in distinct if term not in STOP_TERMS] or distinct

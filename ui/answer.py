"""One answer on the page: the road it took, its prose, its sources, its rows, and what the reader thinks of it."""

import re
from collections.abc import Callable
from html import escape

import streamlit as st

from ui.citations import source_row
from ui.errors import ApiError
from ui.mark import ROADS, mark
from ui.prose import pieces
from ui.query_panel import query_panel
from ui.rows import SHOWN, chart_spec, table_html, to_csv
from ui.schemas import Alternative, Answer, Message, Route, Sql
from ui.session import Desk, say


def render_question(text: str) -> None:
    st.html(f'<div class="question"><div>{escape(text)}</div></div>')


def render_answer(desk: Desk, message: Message, tools: Callable[[], None] | None = None, asked: str = "") -> None:
    """Draws a stored answer to what was `asked`; `tools` draws what else may be done with it, beside its rating."""
    answer = message.as_answer()
    with st.container(key=f"answer-{message.id}", gap="small"):
        render_words(desk, answer)
        if message.status == "interrupted":
            st.html(f'<p class="notice">{escape(desk.t("answer.interrupted"))}</p>')
        if answer.sql is not None and answer.sql.query:
            _render_sql(desk, message, answer.sql, asked)
        if answer.citations:
            source_row(desk, message.id, answer.citations)
        _render_footer(desk, message, tools)


def render_words(desk: Desk, answer: Answer, writing: bool = False) -> None:
    """The road and the prose: the part of an answer that grows while it streams."""
    if answer.route is not None:
        st.html(route_html(desk, answer.route))
    if not answer.answer:
        return
    parts = pieces(answer.answer, answer.message_id, frozenset(c.n for c in answer.citations))
    for part in parts:
        if part.html:
            st.html(f'<div class="prose{" writing" if writing and part is parts[-1] else ""}">{part.html}</div>')
        else:
            st.code(part.code, language=part.language or None, wrap_lines=True)


def waiting_html(desk: Desk, road: str | None = None, notice: str = "") -> str:
    """What stands in the place of an answer before its first word; `road` once it is chosen."""
    words = desk.t.get(f"answer.waiting_{road}", notice or desk.t("answer.choosing"))
    fork = mark(road if road in ROADS else None, 22)
    return f'<div class="waiting" role="status">{fork}<span>{escape(words)}</span></div>'


def route_html(desk: Desk, route: Route) -> str:
    """The road as a chip in its colour; how sure and why on hover, and in full when opened."""
    name = escape(desk.t.get(f"road.{route.name}", route.name))
    sure = f'<span class="sure">{route.confidence:.0%}</span>' if route.confidence is not None else ""
    taken = Alternative(name=route.name, confidence=route.confidence)
    others = "".join(_road_html(desk, road) for road in (taken, *route.alternatives)) if route.alternatives else ""
    reason, road = escape(route.reason), _css(route.name)
    fork = mark(road if road in ROADS else None, 18)
    return (
        f'<details class="route {road}"><summary title="{reason}">{fork}<span>{name}</span>{sure}</summary>'
        f'<div class="why"><p>{reason}</p>{f"<ul>{others}</ul>" if others else ""}</div></details>'
    )


def _road_html(desk: Desk, road: Alternative) -> str:
    name, percent = escape(desk.t.get(f"road.{road.name}", road.name)), _percent(road.confidence)
    return f'<li class="{_css(road.name)}"><span>{name}</span><i style="width:{percent}%"></i><b>{percent}%</b></li>'


def _css(road: str) -> str:
    """The road as a class name, whatever a server calls it."""
    return re.sub(r"[^a-z]", "", road.lower())


def _percent(confidence: float | None) -> int:
    return round(100 * min(max(confidence or 0.0, 0.0), 1.0))


def _render_sql(desk: Desk, message: Message, sql: Sql, asked: str) -> None:
    t, message_id = desk.t, message.id
    count = sql.row_count if sql.row_count is not None else len(sql.rows)
    if sql.columns:
        st.html(table_html(sql, t("rows.label")))
    chart = chart_spec(sql.chart, sql) if sql.chart else None
    if chart is not None:
        st.vega_lite_chart(spec=chart, width="stretch", alt=t("rows.chart"))
    with st.container(horizontal=True, vertical_alignment="center", key=f"rowbar-{message_id}"):
        notes = [t("rows.count", n=count)]
        if sql.truncated:
            notes.append(t("rows.truncated"))
        if len(sql.rows) > SHOWN:
            notes.append(t("rows.shown", n=SHOWN))
        st.html(f'<span class="meta">{escape(" · ".join(notes))}</span>', width="content")
        if sql.columns:
            st.download_button(
                t("rows.download"),
                to_csv(sql),
                "sancha.csv",
                "text/csv",
                key=f"csv-{message_id}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
            )
    if len(sql.readings) > 1:
        others = "".join(
            f"<li>{escape(reading.words)} <code>{escape(reading.query)}</code></li>" for reading in sql.readings[1:]
        )
        st.html(f'<div class="readings"><p>{escape(t("answer.readings"))}</p><ul>{others}</ul></div>')
    with st.expander(t("answer.sql"), icon=":material/code:", key=f"sql-{message_id}"):
        st.code(sql.query, language="sql", wrap_lines=True)
        if message.database and st.toggle(t("answer.edit_sql"), key=f"edit-sql-{message_id}"):
            query_panel(desk, message.database, f"again-{message_id}", sql.query, asked)


def _render_footer(desk: Desk, message: Message, tools: Callable[[], None] | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"footer-{message.id}"):
        key = f"rating-{message.id}"
        st.feedback(
            "thumbs",
            key=key,
            default={1: 1, -1: 0}.get(message.rating or 0),
            on_change=_rate,
            args=(desk, message.id, key),
        )
        if tools is not None:
            tools()
        facts = [message.model]
        if message.usage and message.usage.total_ms:
            facts.append(desk.t("answer.seconds", seconds=f"{message.usage.total_ms / 1000:.1f}"))
        if message.usage and message.usage.completion_tokens:
            facts.append(desk.t("answer.tokens", n=message.usage.completion_tokens))
        st.html(f'<span class="meta">{escape(" · ".join(fact for fact in facts if fact))}</span>', width="content")


def _rate(desk: Desk, message_id: str, key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen is None:
        return
    try:
        desk.client.rate(message_id, 1 if chosen == 1 else -1)
        say(desk.t("answer.thanks"))
    except ApiError as error:
        say(str(error))

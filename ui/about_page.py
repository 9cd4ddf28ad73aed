"""What this installation is: its version, its models, and how the three roads work."""

from html import escape

import streamlit as st

from ui.panels import heading
from ui.prose import escape_markdown
from ui.schemas import Model
from ui.session import Desk


def about_page(desk: Desk) -> None:
    t = desk.t
    system = desk.client.system()
    readiness = desk.client.readiness()
    heading(None, t("pages.about"), t("about.text"))
    state = t("about.ready") if readiness.ready else readiness.detail or t("trouble.starting")
    facts = (
        (t("about.version"), system.version or "—"),
        (t("about.state"), state),
        (t("about.address"), desk.client.base_url),
    )
    st.html('<dl class="facts">' + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts) + "</dl>")
    for sentence in system.missing:
        st.warning(escape_markdown(sentence))
    roads = "".join(
        f'<li class="{road}"><b>{escape(t(f"road.{road}"))}</b> {escape(t(f"about.{road}"))}</li>'
        for road in ("chat", "knowledge", "database")
    )
    st.html(f'<h2 class="section">{escape(t("about.roads"))}</h2><ul class="steps">{roads}</ul>')
    st.html(f'<h2 class="section">{escape(t("about.models"))}</h2>{_models_html(desk, desk.client.models())}')


def _models_html(desk: Desk, models: list[Model]) -> str:
    t = desk.t
    head = "".join(
        f'<th scope="col">{escape(t(f"about.{name}"))}</th>' for name in ("model", "kind", "tier", "languages", "state")
    )
    order = sorted(models, key=lambda model: (not model.default, not model.loaded, model.kind, model.id))
    body = "".join(
        f"<tr><td><code>{escape(model.id)}</code></td><td>{escape(t.get(f'kind.{model.kind}', model.kind))}</td>"
        f"<td>{escape(model.tier or '—')}</td><td>{escape(' '.join(model.languages))}</td>"
        f"<td>{_model_state(desk, model)}</td></tr>"
        for model in order
    )
    return f'<div class="rows schema"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _model_state(desk: Desk, model: Model) -> str:
    parts = []
    if model.default:
        parts.append(f'<span class="state ready">{escape(desk.t("about.default"))}</span>')
    if model.loaded:
        parts.append(f'<span class="state loaded">{escape(desk.t("about.loaded"))}</span>')
    return " ".join(parts)

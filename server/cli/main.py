"""The root of the command line. Heavy rooms are imported by the commands that need them."""

from __future__ import annotations

import typer

from server.cli import ask, databases, doctor, knowledge_bases, models, serve

app = typer.Typer(
    name="sancha",
    help="Sancha: answers from a local model, from your documents, and from your databases.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(serve.up)
app.command()(serve.serve)
app.command()(serve.ui)
app.command()(ask.ask)
app.add_typer(knowledge_bases.app, name="kb")
app.add_typer(databases.app, name="db")
app.add_typer(models.app, name="models")
app.command()(doctor.doctor)

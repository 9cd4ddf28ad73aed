"""What is said to users, in their language. Errors are raised in English everywhere; at the edge, and only there, their
sentences are looked up in a catalogue that is keyed by the English, as gettext does it."""

from server.messages.catalogue import in_language
from server.messages.language import Language, LanguageDep, language_of

__all__ = ["Language", "LanguageDep", "in_language", "language_of"]

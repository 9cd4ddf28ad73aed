"""Which embedder a knowledge base gets by the language of its documents."""

from dataclasses import dataclass

from knowledge.language import language_of, languages_of, other_script_share

_OTHER_SCRIPTS = 0.3


@dataclass(frozen=True, slots=True)
class AutoEmbedding:
    """Which embedder an "auto" base gets, by the language of its documents."""

    zh: str = "bge-small-zh-v1.5"
    en: str = "bge-small-en-v1.5"
    mixed: str = "use-multilingual-v3"

    def for_text(self, text: str) -> str:
        """Return the embedder for one document."""
        languages = languages_of(text)
        if len(languages) > 1 or other_script_share(text) > _OTHER_SCRIPTS:
            return self.mixed
        return self.zh if (languages or (language_of(text),))[0] == "zh" else self.en

    def joined(self, current: str | None, wanted: str) -> str:
        """Return the embedder of a base that has `current` when a document that wants another arrives."""
        return wanted if current in (None, wanted) else self.mixed

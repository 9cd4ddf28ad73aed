"""What is known of English and Chinese without any document or schema: one layer under knowledge, tools and chains."""

from knowledge.language.detection import (
    IDEOGRAPH,
    Language,
    has_ideographs,
    language_of,
    languages_of,
    other_script_share,
)

__all__ = ["IDEOGRAPH", "Language", "has_ideographs", "language_of", "languages_of", "other_script_share"]

"""Which bases an embedder can search: those whose embedder is here, in the languages that it knows."""

import logging
from collections.abc import Callable, Sequence

from knowledge.embedders import Embedder
from knowledge.errors import EmbedderUnavailable
from knowledge.index.searched_versions import SearchedVersion

logger = logging.getLogger(__name__)


def spoken_languages(
    versions: Sequence[SearchedVersion], embedders: Callable[[str], Embedder], *, needed: bool
) -> dict[str, tuple[str, ...]]:
    """Return the languages of the embedders by base; a base whose embedder is missing is left out, to be searched by
    its words alone.

    Raises EmbedderUnavailable when all are missing and one is needed.
    """
    languages: dict[str, tuple[str, ...]] = {}
    missing: list[EmbedderUnavailable] = []
    for version in versions:
        try:
            languages[version.base_id] = embedders(version.embedder_id).languages
        except EmbedderUnavailable as error:
            logger.warning("base searched by its words alone version=%s reason=%s", version.id, error)
            missing.append(error)
    if needed and missing and not languages:
        raise missing[0]
    return languages

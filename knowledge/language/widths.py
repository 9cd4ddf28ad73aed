"""Full-width digits, letters and signs as their ordinary forms, one character for one: places in the text stay."""

_NARROW = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94) if chr(0x21 + i) not in ",?!;()"})


def narrowed(text: str) -> str:
    """Return `text` with full-width letters, digits and signs made narrow; Chinese punctuation is left."""
    return text.translate(_NARROW)

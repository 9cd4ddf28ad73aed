"""The English names of the months, one table for dates, numbers and follow-ups."""

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MONTHS = {name.casefold(): number for number, name in enumerate(MONTH_NAMES, 1)} | {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
"""The number of each month by its name or abbreviation in small letters."""
MONTH_PATTERN = "|".join(sorted(MONTHS, key=len, reverse=True))
"""Names and abbreviations as alternatives of a regular expression, the longest first."""
MONTH_NAME_PATTERN = "|".join(MONTH_NAMES)
"""Full names as alternatives of a regular expression."""

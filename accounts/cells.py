"""Cells of CSV files that no spreadsheet takes for a formula, and the way back."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what would be a formula, or begins with one itself."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def plain_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell.removeprefix("'")

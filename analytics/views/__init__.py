"""The browser's doors to numbers: parse, one call, render."""

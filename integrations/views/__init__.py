"""Pages of sources and files: parse, one call, render."""

"""Files that people import: kept privately, read as a stream, checked row by row, loaded whole."""

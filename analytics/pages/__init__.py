"""What pages show, as values: cards, charts, tables; templates only write them down."""

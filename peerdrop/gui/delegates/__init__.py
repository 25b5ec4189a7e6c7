"""How rows are drawn: no widget per row."""

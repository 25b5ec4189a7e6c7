"""The sending end of one job: what is read, its offer, its place in the line, its frames."""

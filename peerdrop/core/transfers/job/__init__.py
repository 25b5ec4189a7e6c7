"""One job as both of its ends know it: its states, its pauses and wishes, how far it is."""

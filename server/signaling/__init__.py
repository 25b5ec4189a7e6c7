"""How envelopes travel: contact, mailbox, the public HTTP face and its client."""

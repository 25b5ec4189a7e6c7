"""The receiving end of one job: what was offered, what is taken of it, its frames until the disk has them."""

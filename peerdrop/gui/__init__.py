"""The window: the other face of a node. The only package that imports Qt."""

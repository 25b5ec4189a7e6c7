"""The local backend: finds other machines and carries signaling. Runs inside the app, or alone: python -m server."""

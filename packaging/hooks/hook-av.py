"""In place of the contributed hook, which would look for all of the real PyAV's modules in the stub."""

"""Simulated phones for rehearsals, the demo and measurements. They use only what docs/protocol.md describes."""

"""How fast it is, measured side by side: `python3 -m participation bench`. What is measured and how: docs/performance.md."""

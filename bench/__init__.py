"""Measures of speed and memory: `python -m bench`. What they mean: docs/performance.md."""

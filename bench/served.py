"""What granian serves in the benchmark."""

from bench.floors import create_floored_app

app = create_floored_app()

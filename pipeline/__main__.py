"""`python -m pipeline` is `adviesradar`."""

from pipeline.cli import main

main()

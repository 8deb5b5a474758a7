"""gunicorn with less time for slow clients: `python -m proof.tools.hurried HEAD BODY ANSWER …` (seconds)."""

import sys

from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]  # it has no types

from gersapp import worker

if __name__ == "__main__":
    worker.HEAD_S, worker.BODY_S, worker.ANSWER_S = map(float, sys.argv[1:4])
    del sys.argv[1:4]
    run()

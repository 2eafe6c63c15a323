"""The protocol: one line of JSON in, one line of JSON out.

This is all that an adapter needs. Nothing else may be printed to stdout; logs go to stderr.
"""

import json
import sys

PROTOCOL = 1


def unpack(value):
    """Takes apart what stands for one of several kinds of thing.

    It is written as an object with one key, the kind, or as a word alone when there is nothing more to say:
    {"stored": {...}} or "tick".
    """
    if isinstance(value, str):
        return value, None
    [(kind, content)] = value.items()
    return kind, content


def serve(name, functions, new_engine):
    """Answers every message until stdin is closed.

    `new_engine(seed, limits, patience)` makes an engine; its `step(now, kind, content)` returns the outputs, and it has
    `deadline` and `idle`.
    """
    engine = None
    for line in sys.stdin:
        kind, message = unpack(json.loads(line))
        seq = message["seq"]
        if kind == "hello":
            answer = {"hello": {"seq": seq, "protocol": PROTOCOL, "name": name, "functions": functions}}
        elif kind == "reset":
            engine = new_engine(message["seed"], message["limits"], message["patience"])
            answer = {"ready": {"seq": seq}}
        elif kind == "step" and engine is not None:
            try:
                outputs = engine.step(message["now"], *unpack(message["input"]))
                answer = {"done": {"seq": seq, "outputs": outputs, "deadline": engine.deadline, "idle": engine.idle}}
            except Exception as wrong:  # Whatever went wrong, the suite should be told and not left waiting.
                print(f"in message {line.strip()[:300]}", file=sys.stderr)
                sys.excepthook(*sys.exc_info())
                answer = {"error": {"seq": seq, "message": f"{type(wrong).__name__}: {wrong}"}}
        else:
            answer = {"error": {"seq": seq, "message": f"nobody can answer `{kind}` here"}}
        print(json.dumps(answer), flush=True)

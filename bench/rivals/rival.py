"""What every drawing rival does around its drawing: reads the maps, then draws once, or once for every line on standard input."""

import json
import sys
import time


def read(path):
    """The maps [layer][head][query][key] and the tokens of a record that AttnExtract wrote as JSON."""
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    maps = [values[0] for name, values in record["sites"].items() if name.endswith(".attention.pattern")]
    return maps, [token["text"] for token in record["record"]["tokens"]]


def run(draw):
    """Draws once with --once; else answers every line with the seconds that a drawing took. --rows N leaves out later layers."""
    maps, tokens = read(sys.argv[1])
    if "--rows" in sys.argv:
        maps = maps[: int(sys.argv[sys.argv.index("--rows") + 1])]
    if "--once" in sys.argv:
        draw(maps, tokens, sys.argv[2])
        return
    for _ in sys.stdin:
        start = time.perf_counter()
        draw(maps, tokens, sys.argv[2])
        print(time.perf_counter() - start, flush=True)

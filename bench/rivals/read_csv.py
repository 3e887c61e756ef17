"""pandas.read_csv of a file, once for every line on standard input; answers with the seconds that it took.

Usage: read_csv.py TABLE.csv
"""

import sys
import time

import pandas

for _ in sys.stdin:
    start = time.perf_counter()
    pandas.read_csv(sys.argv[1])
    print(time.perf_counter() - start, flush=True)

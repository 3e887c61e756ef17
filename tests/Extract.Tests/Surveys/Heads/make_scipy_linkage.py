"""Writes scipy-linkage.txt: distances, and what scipy's linkage(method="average") makes of them, for DendrogramTests.

    python3 make_scipy_linkage.py > scipy-linkage.txt
"""
import numpy
import scipy
from scipy.cluster.hierarchy import linkage

random = numpy.random.default_rng(0)
print(f"# scipy {scipy.__version__}, linkage(distances, method='average'); made by make_scipy_linkage.py")
print("# a line of the condensed distances of n things, then n - 1 lines: left, right, distance, count")
for things in [2, 3, 5, 12, 24, 36]:
    distances = random.random(things * (things - 1) // 2)
    print(" ".join(repr(float(one)) for one in distances))
    for left, right, distance, count in linkage(distances, method="average"):
        print(int(left), int(right), repr(float(distance)), int(count))

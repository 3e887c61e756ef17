"""Writes python-formats.txt: numbers, formats and what Python's own format() makes of them, for NumberFormatPythonTests.

    python3 make_python_formats.py > python-formats.txt
"""
import math
import random
import struct
import sys

FORMATS = [
    ".0f", ".1f", ".2f", ".3f", "f", "F", ".10f", "+.2f", " .2f", "08.3f", ",.1f", "_.0f", "#.0f",
    ".0%", ".1%", "%", "+.2%",
    ".0e", ".1e", "e", ".3E",
    ".1g", ".2g", ".3g", "g", "G", "#.3g", ".17g", ",.6g",
    "", ".3", ".1", "+", "n", "*^12.2f", "<9.1f", "=+9.2f", "012,.2f",
]

EDGES = [
    0.0, -0.0, 0.5, 1.5, 2.5, 3.5, -0.5, -1.5, 0.05, 0.15, 0.25, 0.35, 0.45, 0.125, 0.375, 0.625, 0.875, 0.005, 0.015, 0.025, 1.005, 2.675,
    0.045, 0.995, 0.9995, 0.99995, 9.5, 9.95, 9.995, 99.5, 99.95, 999999.5, 9999995.0, 999.9995, 0.0001, 0.00001, 0.00009999995, 1e15, 1e16,
    1e17, 123456789.0, 1234567.5, 1e22, 1e23, 1e100, 1e300, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 1e-5, 1e-100, 0.1, 0.2,
    0.3, 1 / 3, 2 / 3, math.pi, 100.0, 1000.0, 12345.0, 0.471139, math.inf, -math.inf, math.nan, 1 - 2**-53, 1 + 2**-52, 2.0**53, 2.0**53 - 0.5,
    2.0**-14, 2.0**-24, 65504.0, 3.4028234663852886e38, 1.1754943508222875e-38, 4.35, 1.45, 8.5, 0.285, 0.545, 1.115, 39.5, 1e14 + 0.5,
]


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def numbers(count):
    source = random.Random(20261128)
    kinds = [
        lambda: source.random(),
        lambda: single(source.random()),
        lambda: source.randrange(2**12) / 2 ** source.randrange(1, 12),  # halves of every place
        lambda: source.randrange(-(10**6), 10**6) / 1000,
        lambda: source.randrange(10**6) / 10**6 + 0.0000005,
        lambda: source.uniform(-1, 1) * 10 ** source.randrange(-12, 20),
        lambda: struct.unpack("<d", source.getrandbits(64).to_bytes(8, "little"))[0],
        lambda: math.nextafter(source.randrange(1000) / 200, source.choice([-math.inf, math.inf])),
    ]
    return [kinds[i % len(kinds)]() for i in range(count)]


def line(value, form):
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    return f"{bits:x}\t{form}\t{value:{form}}"


print(f"# Python {sys.version.split()[0]}, format(value, spec); made by make_python_formats.py")
print("# bits of the double, spec, what it writes; separated by tabs")
for edge in EDGES:
    for form in FORMATS:
        print(line(edge, form))
for i, number in enumerate(numbers(10000)):
    print(line(number, FORMATS[i % len(FORMATS)]))

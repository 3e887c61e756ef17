"""Writes tables.json: small tables, and what pandas.read_csv and seaborn.heatmap make of them.

Run with Debian's python3-pandas and python3-seaborn:  python3 make.py > tables.json
Each reading is what a person who knows the file would type; the program has to find it out.
"""
import io
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy
import pandas
import seaborn

LABELLED = {"index_col": 0}
BARE = {"header": None}
ROWS_ONLY = {"header": None, "index_col": 0}
NUMBERS = numpy.array([[0.5, -1.25, 3.0], [2.75, 0.0, 1e-3]])
cases = []


def add(name, extension, text, **reading):
    reading.setdefault("sep", {".tsv": "\t"}.get(extension, ","))
    table = pandas.read_csv(
        io.StringIO(text.lstrip("\ufeff").replace("\r\n", "\n")), float_precision="round_trip", skip_blank_lines=True, **reading)
    values = table.to_numpy(dtype=float)
    figure, axes = plt.subplots()
    seaborn.heatmap(table.astype(float), ax=axes)
    mesh = axes.collections[0]
    figure.canvas.draw()
    cells = [[round(float(part) * 255) for part in cell] for cell in mesh.get_facecolors()]
    vmin, vmax = mesh.get_clim()
    plt.close(figure)

    def label(one):
        return " ".join(str(one).split())

    cases.append({
        "name": name,
        "extension": extension,
        "text": text,
        "rows": None if reading.get("index_col") is None else [label(one) for one in table.index],
        "columns": None if reading.get("header", 0) is None else [label(one) for one in table.columns],
        "values": [[None if one != one else one for one in row] for row in values.tolist()],
        "vmin": vmin,
        "vmax": vmax,
        "cells": [None if one != one else cell for one, cell in zip(values.ravel().tolist(), cells)],
    })


def field(value, separator, comma, quoted):
    text = str(value)
    text = text.replace(".", ",") if comma and not isinstance(value, str) else text
    return f'"{text}"' if quoted or separator in text or "\n" in text else text


def write(separator, columns, rows, comma=False, quoted=False, corner="", end="\n"):
    lines = []
    if columns is not None:
        lines.append(([corner] if rows is not None else []) + list(columns))
    for i, numbers in enumerate(NUMBERS.tolist()):
        lines.append(([rows[i]] if rows is not None else []) + numbers)
    return "".join(separator.join(field(one, separator, comma, quoted and isinstance(one, str)) for one in line) + end for line in lines)


# Separators × labels × quoting.
for extension, separator, comma in [
        (".csv", ",", False), (".csv", ";", False), (".csv", ";", True), (".tsv", "\t", False), (".tsv", "\t", True), (".txt", "\t", False)]:
    how = {"sep": separator, "decimal": "," if comma else "."}
    what = f"{extension} {separator!r}{' decimal commas' if comma else ''}"
    for quoted in (False, True):
        marks = ", quoted" if quoted else ""
        add(f"{what}{marks}, both labels", extension, write(separator, ["x", "y", "z"], ["r 1", "r 2"], comma, quoted), **how, **LABELLED)
    add(f"{what}, header", extension, write(separator, ["x", "y", "z"], None, comma), **how)
    add(f"{what}, rows", extension, write(separator, None, ["a", "b"], comma), **how, **ROWS_ONLY)
    add(f"{what}, numbers", extension, write(separator, None, None, comma), **how, **BARE)

# Runs of white space.
RUNS = {"sep": r"\s+"}
add("runs, numbers", ".txt", "0.5   1.5\n 2.25\t3\n", **RUNS, **BARE)
add("runs, header", ".dat", "x    y\n0.5  1.5\n2.25 3\n", **RUNS)
add("runs, header as R writes it", ".txt", "x y\nr1 0.5 1.5\nr2 2.25 3\n", **RUNS)
cases[-1]["rows"] = ["r1", "r2"]
add("runs, quoted labels", ".txt", '"x 1"  "y 2"\n"r 1" 0.5 1.5\n"r 2" 2.25 3\n', **RUNS)
cases[-1]["rows"] = ["r 1", "r 2"]
add("runs, exponents", ".dat", "1e-3 +2.5E+2\n-.5 5.\n", **RUNS, **BARE)

# Labels that are numbers.
add("pandas' own numbers", ".csv", ",0,1,2\n0,0.1,0.2,0.3\n1,0.4,0.5,0.6\n", **LABELLED)
add("years", ".csv", "month,1949,1950\nJan,112,115\nFeb,118,126\n", **LABELLED)
add("years, empty corner", ".csv", ",1949,1950\n1,112,115\n2,118,126\n", **LABELLED)
add("counted header alone", ".csv", "0,1,2\n0.1,0.2,0.3\n0.4,0.5,0.6\n")
add("tokens, of which some are numbers", ".csv", ",[CLS],2,[SEP]\n[CLS],0.1,0.2,0.7\n2,0.4,0.5,0.1\n[SEP],0.3,0.3,0.4\n", **LABELLED)
add("word pieces", ".csv", ",##ing,#\n##ing,0.1,0.2\n#,0.4,0.5\n", **LABELLED)
add("a text in the corner of numbers", ".csv", "dose,10,20\n1,0.5,0.25\n2,0.75,1\n", **LABELLED)

# Lines around the table.
add("byte order mark", ".csv", "\ufeff,a,b\nx,1,2\ny,3,4\n", **LABELLED)
add("CRLF", ".csv", ",a,b\r\nx,1,2\r\ny,3,4\r\n", **LABELLED)
add("sep line", ".csv", "sep=;\n;a;b\nx;1;2\ny;3;4\n", sep=";", skiprows=1, **LABELLED)
add("numpy.savetxt", ".txt", "# a b\n1.000000000000000000e+00 2.500000000000000000e+00\n3.000000000000000000e+00 4.000000000000000000e+00\n",
    sep=" ", skiprows=1, names=["a", "b"])
add("comments", ".csv", "# made today\n# by somebody, who says more, and more\n1,2\n# the other half\n3,5\n", comment="#", **BARE)
add("blank lines", ".csv", "\n1,2\n\n3,5\n\n", **BARE)
add("no end of line", ".csv", "a,b\n1,2\n3,4")

# Fields.
add("line break in quotes", ".csv", '"first\nsecond",b\n1,2\n3,4\n')
add("line break in a row's label", ".csv", ',a,b\n"x\ny",1,2\nz,3,4\n', **LABELLED)
add("separators in quotes", ".csv", ',"a, b","c, d"\n"x, y",1,2\nz,3,4\n', **LABELLED)
add("doubled quotes", ".csv", '"a ""b""",c\n1,2\n3,4\n')
add("a quote within", ".csv", ',a,b\n5" disk,1,2\n8" disk,3,4\n', **LABELLED)
add("quoted numbers", ".csv", '"a","b"\n"1","2.5"\n"3","4"\n')
add("truth", ".csv", "True,False\nFalse,True\n", **BARE)
add("truth, labelled", ".csv", ",a,b\nx,True,False\ny,False,True\n", **LABELLED)
add("nothing", ".csv", ",a,b\nx,,NaN\ny,NA,4\nz,null,5\nw,n/a,#N/A\n", **LABELLED)
add("empty last field", ".csv", "1,2\n3,\n", **BARE)
add("blanks around", ".csv", " 1 , 2\n3 ,4 \n", **BARE)
add("many digits", ".csv", "0.1000000000000000055511151231257827,123456789.12345678901\n3,4\n", **BARE)
add("one column", ".csv", "a\n1\n2.5\n")
add("one row", ".csv", "1,2,3\n", **BARE)

json.dump({
    "made": {"python": sys.version.split()[0], "pandas": pandas.__version__, "seaborn": seaborn.__version__, "matplotlib": matplotlib.__version__},
    "cases": cases,
}, sys.stdout, indent=None, ensure_ascii=False, separators=(",", ":"))
print(f"{len(cases)} cases", file=sys.stderr)

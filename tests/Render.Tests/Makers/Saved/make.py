"""Writes attention.json: arrays as numpy.save writes them, and the colours that seaborn.heatmap gives their maps.

Run with Debian's python3-seaborn:  python3 make.py > attention.json
"""
import base64
import io
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy
import seaborn

scores = numpy.random.default_rng(7).normal(size=(12, 12, 5, 5)) * 2
weights = numpy.exp(scores)
attention = (weights / weights.sum(-1, keepdims=True)).astype(numpy.float32)


def saved(array):
    file = io.BytesIO()
    numpy.save(file, array)
    return base64.b64encode(file.getvalue()).decode()


def cells(weights, vmax):
    figure, axes = plt.subplots()
    seaborn.heatmap(weights, vmin=0, vmax=vmax, ax=axes)
    figure.canvas.draw()
    colors = [[round(float(part) * 255) for part in color[:3]] for color in axes.collections[0].get_facecolors()]
    plt.close(figure)
    return colors


json.dump({
    "made": {"numpy": numpy.__version__, "seaborn": seaborn.__version__, "matplotlib": matplotlib.__version__},
    "layers": saved(attention),
    "stacked": saved(attention[:, None]),
    "batched": saved(attention[None]),
    "halves": saved(attention.astype(">f2")),
    "cells": [cells(head, attention.max()) for layer in attention for head in layer],
}, sys.stdout, separators=(",", ":"))

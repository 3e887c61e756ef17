"""The grid of all attention maps as a researcher writes it with matplotlib: one imshow for every layer and head, tokens as labels.

Usage: imshow_grid.py MAPS.json OUT.png [--rows N] [--once]
Draws once for every line on standard input and answers with the seconds that it took; with --once, draws once and ends.
With --rows only the first N layers are drawn.
"""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from rival import run


def draw(maps, tokens, path):
    layers, heads = len(maps), len(maps[0])
    figure, axes = plt.subplots(layers, heads, figsize=(2.2 * heads, 2.2 * layers), squeeze=False)
    for layer in range(layers):
        for head in range(heads):
            axis = axes[layer][head]
            image = axis.imshow(maps[layer][head], cmap="Greens_r", vmin=0, vmax=1)
            axis.set_title(f"L{layer} H{head}", fontsize=8)
            axis.set_xticks(range(len(tokens)))
            axis.set_xticklabels(tokens, rotation=90, fontsize=4)
            axis.set_yticks(range(len(tokens)))
            axis.set_yticklabels(tokens, fontsize=4)
    figure.colorbar(image, ax=axes)
    figure.savefig(path, dpi=100)
    plt.close(figure)


run(draw)

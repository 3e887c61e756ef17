"""The grid of all attention maps as a researcher writes it with seaborn: one heatmap for every layer and head, tokens as labels.

Usage: seaborn_grid.py MAPS.json OUT.png [--rows N] [--once]
Draws once for every line on standard input and answers with the seconds that it took; with --once, draws once and ends.
With --rows only the first N layers are drawn.
"""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import seaborn as sns
from rival import run


def draw(maps, tokens, path):
    layers, heads = len(maps), len(maps[0])
    figure, axes = plt.subplots(layers, heads, figsize=(2.2 * heads, 2.2 * layers), squeeze=False)
    for layer in range(layers):
        for head in range(heads):
            axis = axes[layer][head]
            sns.heatmap(
                maps[layer][head], cmap="Greens_r", vmin=0, vmax=1, square=True,
                xticklabels=tokens, yticklabels=tokens, ax=axis,
            )
            axis.set_title(f"L{layer} H{head}", fontsize=8)
            axis.tick_params(labelsize=4)
    figure.savefig(path, dpi=100)
    plt.close(figure)


run(draw)

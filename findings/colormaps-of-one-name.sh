#!/usr/bin/env bash
# Colours under matplotlib's names that are not matplotlib's: npm's colormap 2.3.2 and d3-scale-chromatic 3.1.1, NuGet's OxyPlot 2.2.0 and
# ScottPlot 5.1.59. Differences are of 255, to matplotlib 3.6.3.
#
# - colormap draws viridis as straight lines between a few colours (18 off at the 240th of 256); its "cool" begins in violet instead of cyan.
# - d3's viridis is matplotlib's to the bit; its cividis is a formula, up to 19 off; its PuOr runs the other way round.
# - OxyPlot's viridis is matplotlib's to the bit; its cividis is up to 23 off (at the 32nd).
# - ScottPlot's viridis is up to 4 off (at the 218th), its Blues run from dark to light instead of from light to dark, and its viridis has a colour
#   for NaN: that of 0.
# matplotlib 3.6.3: viridis[217] 155 217 60, viridis[239] 213 226 26, cividis[31] 24 55 111, cividis[251] 253 227 52, cool[0] 0 255 255,
#                   PuOr[0] 127 59 8, Blues[0] 247 251 255
# Seen: colormap: 210 225 44 and 125 0 179; d3: #d5e21a (= 213 226 26), 252 229 71 and 45 0 75; OxyPlot: 155 217 60 and 1 54 110;
#       ScottPlot: 151 216 62, 0 38 85, and 68 1 84 for NaN as for 0
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
npm_packages colormap@2.3.2 d3-scale-chromatic@3.1.1

cat > colors.mjs << 'PROGRAM'
import colormap from 'colormap';
import { interpolateCividis, interpolatePuOr, interpolateViridis } from 'd3-scale-chromatic';

const of = name => colormap({ colormap: name, nshades: 256, format: 'rgba', alpha: 1 });
const middle = i => (i + 0.5) / 256;
console.log(of('viridis')[239].slice(0, 3).join(' '), '|', of('cool')[0].slice(0, 3).join(' '));
console.log(interpolateViridis(middle(239)), '|', interpolateCividis(middle(251)), '|', interpolatePuOr(0));
PROGRAM
seen=$(node colors.mjs)
expect 'colormap' '210 225 44 | 125 0 179' "$(sed -n 1p <<< "$seen")"
expect 'd3' '#d5e21a | rgb(252, 229, 71) | rgb(45, 0, 75)' "$(sed -n 2p <<< "$seen")"

seen=$(csharp OxyPlot.Core 2.2.0 ScottPlot 5.1.59 << 'PROGRAM'
using OxyPlot;
using ScottPlot.Colormaps;

static string Of(byte red, byte green, byte blue) => $"{red} {green} {blue}";

OxyColor[] oxy = [OxyPalettes.Viridis(256).Colors[217], OxyPalettes.Cividis(256).Colors[31]];
Console.WriteLine(string.Join(" | ", oxy.Select(color => Of(color.R, color.G, color.B))));

ScottPlot.Color[] scott =
[
    new Viridis().GetColor(217.5 / 256), new Blues().GetColor(0), new Viridis().GetColor(double.NaN), new Viridis().GetColor(0),
];
Console.WriteLine(string.Join(" | ", scott.Select(color => Of(color.R, color.G, color.B))));
PROGRAM
)
expect 'OxyPlot' '155 217 60 | 1 54 110' "$(sed -n 1p <<< "$seen")"
expect 'ScottPlot' '151 216 62 | 0 38 85 | 68 1 84 | 68 1 84' "$(sed -n 2p <<< "$seen")"

#!/usr/bin/env bash
# poppler 22.12.0 (Debian 12): pdftocairo -svg turns the sharp cells of a picture in a PDF into blurred ones.
#
# A PDF says of a picture whether it may be smoothed when enlarged (/Interpolate, false unless given). pdftocairo -png obeys: two pixels become two
# fields. pdftocairo -svg does not write what SVG has for it (image-rendering), so that every SVG viewer smooths: a heatmap of few cells, turned
# from PDF into SVG for a web page, loses its cells. Seen with a picture of a black and a white pixel, 100 points wide:
# Seen: PNG: 2 colours; SVG drawn by librsvg 2.54.7: more than 50 colours, and no image-rendering in it
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
debian poppler-utils 22.12.0-2+deb12u3
debian librsvg2-bin 2.54.7+dfsg-1~deb12u2
debian imagemagick 8:6.9.11.60+dfsg-1.6+deb12u15

objects=(
    '<</Type/Catalog/Pages 2 0 R>>'
    '<</Type/Pages/Kids[3 0 R]/Count 1>>'
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>'
    $'<</Length 24>>stream\n100 0 0 50 0 0 cm /I Do \nendstream'
    $'<</Type/XObject/Subtype/Image/Width 2/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode/Length 5>>stream\n00FF>\nendstream'
)
printf '%%PDF-1.4\n' > cells.pdf
table=''
for i in "${!objects[@]}"; do
    table+=$(printf '%010d 00000 n ' "$(stat -c %s cells.pdf)")$'\n'
    printf '%d 0 obj\n%s\nendobj\n' $((i + 1)) "${objects[$i]}" >> cells.pdf
done
start=$(stat -c %s cells.pdf)
printf 'xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' "$table" "$start" >> cells.pdf

pdftocairo -png -r 144 -singlefile cells.pdf cells
pdftocairo -svg cells.pdf cells.svg
rsvg-convert -w 200 cells.svg -o drawn.png
colors() {
    /usr/bin/identify -format %k "$1"
}

expect 'colours of the PNG' '2' "$(colors cells.png)"
expect 'more than 50 colours in the drawn SVG' 'yes' "$([ "$(colors drawn.png)" -gt 50 ] && echo yes || echo "no, $(colors drawn.png)")"
expect 'image-rendering in the SVG' '0' "$(grep -c image-rendering cells.svg || true)"

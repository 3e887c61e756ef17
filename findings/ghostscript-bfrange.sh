#!/usr/bin/env bash
# Ghostscript 10.0.0 (Debian 12) reads text wrongly where a PDF maps a range of codes to Unicode.
#
# A ToUnicode map may name codes one by one (bfchar) or as a range with the first code's letter (bfrange); Skia, and so whatever prints with it,
# writes ranges. Of a range beyond Latin-1 the txtwrite device makes other letters: for codes A to C from U+03B1 on it gives ³´µ instead of αβγ.
# The same map spelled code by code, and poppler on either file, give αβγ.
# Seen: range: ³´µ   one by one: αβγ   poppler on range: αβγ
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
debian ghostscript 10.0.0~dfsg-11+deb12u9
debian poppler-utils 22.12.0-2+deb12u3

# A page with the text ABC in Helvetica, and a map of what that text says.
page() {
    local text='BT /F 20 Tf 20 40 Td (ABC) Tj ET'
    local map="begincmap /CMapName /M def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange $2 endcmap"
    local -a objects=(
        '<</Type/Catalog/Pages 2 0 R>>'
        '<</Type/Pages/Kids[3 0 R]/Count 1>>'
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>'
        "<</Length ${#text}>>stream"$'\n'"$text"$'\n'endstream
        '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>'
        "<</Length ${#map}>>stream"$'\n'"$map"$'\n'endstream
    )
    printf '%%PDF-1.4\n' > "$1"
    local table='' i
    for i in "${!objects[@]}"; do
        table+=$(printf '%010d 00000 n ' "$(stat -c %s "$1")")$'\n'
        printf '%d 0 obj\n%s\nendobj\n' $((i + 1)) "${objects[$i]}" >> "$1"
    done
    local start
    start=$(stat -c %s "$1")
    printf 'xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' "$table" "$start" >> "$1"
}

page range.pdf '1 beginbfrange <41> <43> <03B1> endbfrange'
page single.pdf '3 beginbfchar <41> <03B1> <42> <03B2> <43> <03B3> endbfchar'
ghostscript_text() {
    gs -q -sDEVICE=txtwrite -o - "$1" | tr -d '[:space:]'
}

expect 'Ghostscript, a range' '³´µ' "$(ghostscript_text range.pdf)"
expect 'Ghostscript, one by one' 'αβγ' "$(ghostscript_text single.pdf)"
expect 'poppler, a range' 'αβγ' "$(pdftotext range.pdf - | tr -d '[:space:]')"

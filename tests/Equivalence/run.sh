#!/usr/bin/env bash
# Records what the program gives, and compares two recordings: see README.md beside this file.
#   run.sh record FOLDER [LIST]           runs every line of LIST (commands.txt) with the program of this checkout, or with the one in ATTN
#   run.sh compare FOLDER FOLDER          exit 0: the same bytes; exit 1: not, and what differs
#   run.sh between COMMIT COMMIT [LIST]   builds both commits, records each and compares
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

fail() {
    echo "$1" >&2
    exit 2
}

# Text stays readable, without the folders of this recording and this program; of anything else the sum says enough.
quote() {
    if [ ! -s "$1" ]; then
        return
    fi
    if grep -qIv '[^[:print:][:space:]]' "$1"; then
        sed -i -e "s|$PWD|.|g" -e "s|$(dirname "$program")|PROGRAM|g" "$1"
    fi
    if grep -qIv '[^[:print:][:space:]]' "$1" && [ "$(wc -c < "$1")" -lt 20000 ]; then
        sed "s/^/  $2 /" "$1"
    else
        echo "  $2 $(sha256sum < "$1" | cut -c 1-64), $(wc -c < "$1") bytes"
    fi
}

# One line of the list: what it said, how it ended, and every file that it wrote.
run() {
    touch "$scratch/before"
    sleep 0.01
    local code=0
    bash -c "$1" < /dev/null > "$scratch/out" 2> "$scratch/err" || code=$?
    echo "\$ $1"
    echo "  exit $code"
    quote "$scratch/out" out
    quote "$scratch/err" err
    find . -type f -cnewer "$scratch/before" | LC_ALL=C sort | while read -r file; do
        echo "  file $(sha256sum < "$file" | cut -c 1-64) $file"
    done
    echo
}

record() {
    [ -n "${1:-}" ] || fail "usage: run.sh record FOLDER [LIST]"
    local list
    list=$(realpath "${2:-$here/commands.txt}")
    program=$(realpath "${ATTN:-$root/src/Cli/bin/Release/net10.0/attn}")
    [ -x "$program" ] || fail "There is no program '$program'; build it with dotnet build src/Cli -c Release, or name another one in ATTN."
    mkdir -p "$1"
    [ -z "$(ls -A "$1")" ] || fail "The folder '$1' is not empty; give the name of a new one."
    local folder
    folder=$(cd "$1" && pwd)
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    mkdir "$folder/files" "$scratch/home"
    cd "$folder/files"
    ln -s "$root/tests/Reference/families" families
    ln -s "$root/models" models

    # Nothing of the surroundings reaches the program: no variable, no home, no network, and the same relative paths everywhere.
    attn() { "$program" "$@"; }
    export -f attn
    export program HOME="$scratch/home" HF_HUB_OFFLINE=1 LC_ALL=C.UTF-8 TERM=dumb
    unset ATTN_MODEL NO_COLOR COLUMNS HF_HOME HF_HUB_CACHE HF_ENDPOINT HF_TOKEN

    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            '' | '#'*) ;;
            *'$FAMILY'*)
                for family in families/*/; do
                    FAMILY=$(basename "$family")
                    run "${line//'$FAMILY'/$FAMILY}"
                done
                ;;
            *) run "$line" ;;
        esac
    done < "$list" > "$folder/record.txt"
    rm families models
    echo "$(grep -c '^\$ ' "$folder/record.txt") commands recorded in $folder"
}

compare() {
    [ -f "${1:-}/record.txt" ] && [ -f "${2:-}/record.txt" ] || fail "usage: run.sh compare FOLDER FOLDER, both recorded before"
    if cmp -s "$1/record.txt" "$2/record.txt"; then
        echo "The same: $(grep -c '^\$ ' "$1/record.txt") commands, $(grep -c '^  file ' "$1/record.txt") files."
    else
        # Each command that gives something else, and the lines in which it does.
        { diff -U 1000000 "$1/record.txt" "$2/record.txt" || true; } | awk '
            NR <= 3 { next }
            /^[ +-]\$ / { command = $0; if (/^[+-]/) print; next }
            /^[+-]/ { if (command != shown && command ~ /^ /) print command; shown = command; print }'
        echo "Different; the files themselves are in $1/files and $2/files." >&2
        exit 1
    fi
}

between() {
    [ -n "${2:-}" ] || fail "usage: run.sh between COMMIT COMMIT [LIST]"
    local list=${3:-$here/commands.txt}
    work=$(mktemp -d)
    trap 'git -C "$root" worktree remove --force "$work/built" 2> /dev/null || true' EXIT
    local commit side=before
    for commit in "$1" "$2"; do
        git -C "$root" worktree add --quiet --detach "$work/built" "$commit"
        # The server lays itself beside attn, which starts it.
        dotnet build "$work/built/src/Serve" -c Release -v quiet -nologo
        (ATTN=$work/built/src/Cli/bin/Release/net10.0/attn record "$work/$side" "$list")
        git -C "$root" worktree remove --force "$work/built"
        side=after
    done
    compare "$work/before" "$work/after"
    rm -r "$work"
}

verb=${1:-}
case $verb in
    record | compare | between)
        shift
        "$verb" "$@"
        ;;
    *) fail "usage: run.sh record FOLDER [LIST] | compare FOLDER FOLDER | between COMMIT COMMIT [LIST]" ;;
esac

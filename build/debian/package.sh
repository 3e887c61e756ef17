#!/bin/sh
# Makes a Debian package of a published folder that brings its runtime along.
#   build/debian/package.sh FOLDER VERSION FILE.deb
set -eu
folder=$1
version=$2
package=$3
here=$(dirname "$0")

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
trap 'exit 1' HUP INT TERM
share=$root/usr/share
documents=$share/doc/attnextract
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib/attn" "$documents" "$share/man/man1" "$share/bash-completion/completions" \
    "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
cp -a "$folder/." "$root/usr/lib/attn"
ln -s ../lib/attn/attn "$root/usr/bin/attn"

attn=$root/usr/lib/attn/attn
"$attn" help --man > "$share/man/man1/attn.1"
"$attn" completion bash > "$share/bash-completion/completions/attn"
"$attn" completion zsh > "$share/zsh/vendor-completions/_attn"
"$attn" completion fish > "$share/fish/vendor_completions.d/attn.fish"
{ cat "$folder/LICENSE"; echo; cat "$folder/NOTICE"; } > "$documents/copyright"
cp "$here/../../CHANGELOG.md" "$documents/changelog"
gzip -9n "$share/man/man1/attn.1" "$documents/changelog"

# Everything is everybody's to read, and programs to run.
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f -exec chmod 644 {} +
for program in attn attn-serve createdump; do
    [ ! -e "$root/usr/lib/attn/$program" ] || chmod 755 "$root/usr/lib/attn/$program"
done

size=$(du -sk --apparent-size "$root/usr" | cut -f1)
while IFS= read -r line; do
    case $line in
        Version:*) echo "Version: $version" ;;
        Installed-Size:*) echo "Installed-Size: $size" ;;
        *) echo "$line" ;;
    esac
done < "$here/control" > "$root/DEBIAN/control"
dpkg-deb --root-owner-group -Zzstd -z10 --build "$root" "$package" > /dev/null

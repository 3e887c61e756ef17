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
share=$root/usr/share
documents=$share/doc/attnextract
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib" "$documents" "$share/man/man1" "$share/bash-completion/completions" \
    "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
cp -a "$folder" "$root/usr/lib/attn"
ln -s ../lib/attn/attn "$root/usr/bin/attn"

attn=$root/usr/lib/attn/attn
"$attn" help --man | gzip -9n > "$share/man/man1/attn.1.gz"
"$attn" completion bash > "$share/bash-completion/completions/attn"
"$attn" completion zsh > "$share/zsh/vendor-completions/_attn"
"$attn" completion fish > "$share/fish/vendor_completions.d/attn.fish"
{ cat "$folder/LICENSE"; echo; cat "$folder/NOTICE"; } > "$documents/copyright"
gzip -9nc "$here/../../CHANGELOG.md" > "$documents/changelog.gz"

# Files are everybody's to read; what could be run before may be run by all.
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f -perm -u+x -exec chmod 755 {} +
find "$root" -type f ! -perm -u+x -exec chmod 644 {} +
size=$(du -sk --apparent-size "$root/usr" | cut -f1)
sed "s/@VERSION@/$version/; s/@SIZE@/$size/" "$here/control" > "$root/DEBIAN/control"
chmod 755 "$root"
dpkg-deb --root-owner-group -Zzstd -z10 --build "$root" "$package" > /dev/null

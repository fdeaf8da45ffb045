#!/usr/bin/env bash
# Builds the console's style sheet into assets/console/build from GOV.UK Frontend and our own sheet.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
out=build/console.css
newest=$(ls -t scss/*.scss package-lock.json build.sh | head -1)
if [ -s $out ] && [ $out -nt "$newest" ]; then exit 0; fi
command -v npm > /dev/null || {
  echo "console style: npm is not installed (Debian package npm, listed in deploy/packages)" >&2
  exit 1
}
if [ ! -x node_modules/.bin/sass ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  log=$(mktemp)
  npm ci > "$log" 2>&1 || {
    cat "$log" >&2
    echo "console style: npm could not fetch GOV.UK Frontend and Sass; check the network or the npm registry" >&2
    exit 1
  }
  rm -f "$log"
fi
mkdir -p build
node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps --load-path=node_modules scss/console.scss $out.new || {
  echo "console style: Sass could not build scss/console.scss; its message is above" >&2
  rm -f $out.new
  exit 1
}
if grep -qiE 'crest|crown|GDS Transport' $out.new; then
  echo "console style: the style sheet holds a crest, a crown or the GDS typeface" >&2
  rm -f $out.new
  exit 1
fi
mv $out.new $out
echo "console style: $out, $(wc -c < $out) bytes"

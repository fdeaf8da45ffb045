#!/usr/bin/env bash
# Builds the console's style sheet into assets/console/build from GOV.UK Frontend and our own sheet. Ends with 3
# where npm is missing or has no network, with 1 at any other fault.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
out=build/console.css
newest=$(ls -t scss/*.scss package-lock.json build.sh | head -1)
if [ -s $out ] && [ $out -nt "$newest" ]; then exit 0; fi
command -v npm > /dev/null || {
  echo "console style: npm is not installed (Debian package npm, listed in deploy/packages)" >&2
  exit 3
}
if [ ! -x node_modules/.bin/sass ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  log=$(mktemp)
  npm ci > "$log" 2>&1 || {
    cat "$log" >&2
    grep -qE 'ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ENETUNREACH|ECONNRESET|ENOTCACHED' "$log" || exit 1
    echo "console style: npm has no network to fetch GOV.UK Frontend and Sass (package.json). Connect this machine," >&2
    echo "or copy assets/console/build/console.css from a machine where it was built." >&2
    exit 3
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

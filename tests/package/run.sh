#!/usr/bin/env bash
# Installs the package and builds and runs its example: run.sh BUILD_FOLDER WORK_FOLDER COMPILER SANITIZERS
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$1 work=$2 compiler=$3 sanitize=$4
rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --component dmn --prefix "$work/prefix" >/dev/null
flags=${sanitize:+-fsanitize=$sanitize}

# Every header compiles by itself, from the installed folder alone.
find "$work/prefix/include/evenhand" -name '*.hpp' | sort > "$work/headers"
[ "$(wc -l < "$work/headers")" -ge 15 ]
while read -r header; do printf '#include "%s"\n' "${header#"$work/prefix/include/evenhand/"}"; done < "$work/headers" > "$work/all.cpp"
"$compiler" -std=c++20 -fsyntax-only -I "$work/prefix/include/evenhand" "$work/all.cpp"

# The example is copied out, so that nothing of the sources around it is in reach.
cp -r "$source/src/dmn/package/example" "$work/example"
cmake -G Ninja -S "$work/example" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_CXX_FLAGS="$flags" >/dev/null
cmake --build "$work/build" >/dev/null
output=$("$work/build/dmn_example" "$source/tests/dmn/models/lending.dmn" '{"applicant": {"name": "A", "age": 20}, "amount": 2000}')
for expected in 'risk = "high"' 'rate = 0.08' 'offer = {"yearly": 160.00, "months": \[12, 24\]}' 'row 1 matches'; do
  grep -q "$expected" <<<"$output" || { printf 'wanted %s in:\n%s\n' "$expected" "$output"; exit 1; }
done
echo "installed, built, run"

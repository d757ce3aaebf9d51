#!/bin/sh
# Several scenarios with several seeds, one folder each, and one table of the answers.
# Usage: sh batch.sh [SCENARIO ...]     The number of replications: REPLICATIONS=50 sh batch.sh ...
# What is there already is not run again. Stops at the first mistake; what is finished stays.
set -eu
replications=${REPLICATIONS:-20}
[ $# -gt 0 ] || set -- scenarios/small.toml

for scenario in "$@"; do
  larmkedja check "$scenario" --strict --quiet
done

mkdir -p batch
printf 'scenario,seed,arm,measure,stratum,seconds,low,high\n' > batch/answers.csv.part
for scenario in "$@"; do
  name=$(basename "$scenario" .toml)
  for seed in 1 2 3; do
    out=batch/$name-$seed-$replications
    if [ ! -f "$out/manifest.json" ]; then
      status=0
      larmkedja "$scenario" --seed $seed --replications "$replications" --no-doubt --quiet --out "$out" || status=$?
      case $status in
        0) ;;
        1) echo "$out: a limit was met; its estimates are left out" >&2 ;;
        *) exit $status ;;
      esac
    fi
    awk -F, -v OFS=, -v name="$name" -v seed=$seed -v out="$out" \
      '$5 == "mean_difference" && $3 == "agencies" && $7 != "" { print name, seed, $1, $2, $4, $7, $8, $9 }
       $5 == "mean_difference" && $3 == "agencies" && $7 == "" { without++ }
       END { if (without) print out ": differences without an estimate, which are left out: " without > "/dev/stderr" }' \
      "$out/measures.csv" >> batch/answers.csv.part
  done
done
mv batch/answers.csv.part batch/answers.csv
cat batch/answers.csv

"""Incidents and steps in Polars. Usage: python3 read_polars.py DIR, where DIR was written with --incidents."""

import json
import sys
from pathlib import Path

import polars as pl

folder = Path(sys.argv[1])
package = json.loads((folder / "incidents.schema.json").read_text())
for resource in package["resources"]:
    print(resource["name"], "has", len(resource["schema"]["fields"]), "columns")

incidents = pl.scan_parquet(folder / "incidents.parquet")
steps = pl.scan_parquet(folder / "steps.parquet")

# Times of the measures are the columns that end in _s, but for the two moments.
times = [name for name in incidents.collect_schema().names() if name.endswith("_s") and name not in ("arrival_s", "closed_s")]
means = incidents.group_by("arm").agg(pl.len().alias("incidents"), *[pl.col(name).mean().round(3) for name in times]).sort("arm").collect()
for row in means.iter_rows(named=True):
    print(row)

# An empty measure is not about the incident, unless `not_reached` names it.
missed = incidents.filter(pl.col("not_reached") != "").group_by("arm", "not_reached").len().sort("arm", "not_reached").collect()
print(f"{missed['len'].sum()} incidents did not reach a measure")

longest = (
    steps.filter(~pl.col("skipped"))
    .with_columns(wait_s=pl.col("begin_s") - pl.col("ready_s"))
    .group_by("arm", "step")
    .agg(pl.col("wait_s").quantile(0.9).round(3))
    .sort("wait_s", descending=True)
    .collect()
)
print("the step that is waited for longest:", longest.row(0))

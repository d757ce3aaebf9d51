"""Incidents and steps in DuckDB. Usage: python3 read_duckdb.py DIR, where DIR was written with --incidents."""

import sys

import duckdb

folder = sys.argv[1]
db = duckdb.connect()
for table in ["incidents", "steps"]:
    db.execute(f"create view {table} as select * from read_parquet('{folder}/{table}.parquet')")
arms = [arm for (arm,) in db.execute("select distinct arm from incidents order by arm").fetchall()]
print("arms:", ", ".join(arms))

# The same incident in two arms stands in two rows with the same replication and number.
first, *others = arms
for other in others:
    pairs = db.execute(
        """select count(*), avg(b.closed_s - a.closed_s), median(b.closed_s - a.closed_s)
           from incidents a join incidents b using (replication, number)
           where a.arm = ? and b.arm = ?""",
        [first, other],
    ).fetchone()
    print(f"{other} against {first}: {pairs[0]} pairs, closed {pairs[1]:.3f} s later in the mean, {pairs[2]:.3f} s in the median")

waits = db.execute(
    """select arm, stage, avg(begin_s - ready_s), avg(end_s - begin_s)
       from steps where not skipped group by arm, stage order by arm, stage"""
).fetchall()
for arm, stage, wait, work in waits:
    print(f"{arm}, {stage}: {wait:.3f} s until it begins, {work:.3f} s of work")

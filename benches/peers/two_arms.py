"""The two arms of `two_arms.toml` as a careful user would write them with SimPy: python3 two_arms.py [REPLICATIONS [DAYS]].

Both arms live the same incidents: everything that an incident meets is drawn before its replication begins, one row an incident, so
that the arms can be paired. Replications run on all cores. Statistics are those that larmkedja tells of such a study, as far as one writes
them by hand: per arm and number of agencies the mean, median, 90 and 95 % quantile and share within the target; of the pairs the
mean difference with its interval, quicker, slower, median; where the seconds go; how busy everybody is.

Needs simpy, numpy and scipy.
"""

import json
import multiprocessing
import os
import sys
import time

import numpy as np
import simpy
from scipy import stats

SEED = 1
GAP, TARGET, NOTICEABLE = 20.0, 180.0, 1.0
SEATS = {"operators": 8, "police": 3, "fire": 2}
NEEDED = {"police": 0.35, "fire": 0.25}
DIAL = {"separate": 8.0, "joint": 2.0}
GROUPS = ["none", "single", "multi"]
PARTS = ["working", "queue"]


def lognormal(rng, mean, sd, size):
    variance = np.log1p((sd / mean) ** 2)
    return rng.lognormal(np.log(mean) - variance / 2, np.sqrt(variance), size)


def history(replication, days):
    """Arrivals of a replication and everything that its incidents meet."""
    rng = np.random.default_rng([SEED, replication])
    number = rng.poisson(days * 86400 / GAP)
    drawn = {"arrival": np.sort(rng.uniform(0, days * 86400, number)), "interview": lognormal(rng, 90, 45, number)}
    for agency, share in NEEDED.items():
        drawn[agency] = rng.random(number) < share
        drawn["brief " + agency] = rng.exponential(40, number)
        drawn["assess " + agency] = lognormal(rng, 60, 30, number)
    return {name: values.tolist() for name, values in drawn.items()}


class Room:
    """One arm in one replication."""

    def __init__(self, arm, drawn):
        self.env = simpy.Environment()
        self.pools = {name: simpy.Resource(self.env, seats) for name, seats in SEATS.items()}
        self.drawn, self.dial = drawn, DIAL[arm]
        number = len(drawn["arrival"])
        self.length = np.zeros(number)
        self.parts = np.zeros((number, len(PARTS)))
        self.busy = dict.fromkeys(SEATS, 0.0)
        self.env.process(self.arrivals())
        self.env.run()

    def arrivals(self):
        for which, at in enumerate(self.drawn["arrival"]):
            yield self.env.timeout(at - self.env.now)
            self.env.process(self.incident(which))

    def incident(self, which):
        env, drawn, operators = self.env, self.drawn, self.pools["operators"]
        working = queue = 0.0
        # Where the last branch to end spent its time: what was done until it left the operator, then the assessment.
        branches = []
        with operators.request() as operator:
            yield operator
            begin = env.now
            queue += begin - drawn["arrival"][which]
            yield env.timeout(drawn["interview"][which])
            working += drawn["interview"][which]
            for agency in NEEDED:
                if not drawn[agency][which]:
                    continue
                yield env.timeout(self.dial)
                asked = env.now
                request = self.pools[agency].request()
                yield request
                queue += env.now - asked
                brief = drawn["brief " + agency][which]
                yield env.timeout(brief)
                working += self.dial + brief
                branches.append(env.process(self.assess(which, agency, request, env.now - brief, working, queue)))
            self.busy["operators"] += env.now - begin
        ends = [(env.now, working, queue)]
        if branches:
            done = yield env.all_of(branches)
            ends += done.values()
        end, working, queue = max(ends)
        self.length[which] = end - drawn["arrival"][which]
        self.parts[which] = working, queue

    def assess(self, which, agency, request, since, working, queue):
        takes = self.drawn["assess " + agency][which]
        yield self.env.timeout(takes)
        self.pools[agency].release(request)
        self.busy[agency] += self.env.now - since
        return self.env.now, working + takes, queue


def replicate(task):
    replication, days = task
    drawn = history(replication, days)
    rooms = {arm: Room(arm, drawn) for arm in DIAL}
    needed = sum(np.array(drawn[agency], dtype=int) for agency in NEEDED)
    return {
        "group": needed,
        "length": {arm: room.length for arm, room in rooms.items()},
        "parts": {arm: room.parts for arm, room in rooms.items()},
        "busy": {arm: {pool: room.busy[pool] / seats / (days * 86400) for pool, seats in SEATS.items()} for arm, room in rooms.items()},
    }


def ratio(sums, numbers):
    """Ratio of sums over replications with a jackknife interval."""
    sums, numbers = np.asarray(sums, float), np.asarray(numbers, float)
    count, value = len(sums), sums.sum() / numbers.sum()
    pseudo = count * value - (count - 1) * (sums.sum() - sums) / (numbers.sum() - numbers)
    half = stats.t.ppf(0.975, count - 1) * pseudo.std(ddof=1) / np.sqrt(count)
    return {"value": value, "low": value - half, "high": value + half}


def quantile(p, samples):
    """Quantile of all incidents, with an interval by how much the replications disagree about the share below it."""
    pooled = np.sort(np.concatenate(samples))
    value = pooled[int(np.ceil(p * len(pooled))) - 1]
    excess = np.array([(one <= value).sum() - p * len(one) for one in samples])
    count = len(samples)
    half = stats.t.ppf(0.975, count - 1) * np.sqrt(count / (count - 1) * ((excess - excess.mean()) ** 2).sum()) / len(pooled)
    low, high = (pooled[int(np.clip(np.ceil(q * len(pooled)), 1, len(pooled))) - 1] for q in (p - half, p + half))
    return {"value": value, "low": low, "high": high}


def summary(done):
    told = {arm: {"pools": {pool: ratio([one["busy"][arm][pool] for one in done], np.ones(len(done))) for pool in SEATS}} for arm in DIAL}
    told["differences"] = {}
    for number, group in enumerate(GROUPS):
        chosen = [one["group"] == number for one in done]
        sizes = [one.sum() for one in chosen]
        lengths = {arm: [one["length"][arm][which] for one, which in zip(done, chosen)] for arm in DIAL}
        for arm, samples in lengths.items():
            told[arm][group] = {
                "mean_s": ratio([one.sum() for one in samples], sizes),
                "median_s": quantile(0.5, samples),
                "p90_s": quantile(0.9, samples),
                "p95_s": quantile(0.95, samples),
                "within_target": ratio([(one <= TARGET).sum() for one in samples], sizes),
                "parts_s": {
                    part: ratio([one["parts"][arm][which, column].sum() for one, which in zip(done, chosen)], sizes)
                    for column, part in enumerate(PARTS)
                },
            }
        pairs = [joint - separate for separate, joint in zip(lengths["separate"], lengths["joint"])]
        told["differences"][group] = {
            "mean_s": ratio([one.sum() for one in pairs], sizes),
            "median_s": quantile(0.5, pairs),
            "quicker": ratio([(one < -NOTICEABLE).sum() for one in pairs], sizes),
            "slower": ratio([(one > NOTICEABLE).sum() for one in pairs], sizes),
        }
    return told


def main():
    replications, days = (int(given) for given in sys.argv[1:] + ["20", "28"][len(sys.argv) - 1 :])
    begin = time.perf_counter()
    with multiprocessing.Pool(os.cpu_count()) as pool:
        done = pool.map(replicate, [(number, days) for number in range(1, replications + 1)], chunksize=1)
    told = summary(done)
    took = time.perf_counter() - begin
    told["took_s"], told["incident_arms"] = took, len(DIAL) * sum(len(one["group"]) for one in done)
    json.dump(told, sys.stdout, indent=1)


if __name__ == "__main__":
    main()

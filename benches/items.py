"""Item statistics with numpy and polars: facility, corrected item-total correlation, KR-20. Called by items.rs."""

import sys
import time

FILE = sys.argv[1]


def result(name, whole, statistics, alpha, p, r):
    print(f"RESULT {name} {whole:.1f} {statistics:.1f} {alpha:.6f} {p:.6f} {r:.6f}")


def measure(name, read, statistics):
    times, parts = [], []
    for _ in range(3):
        start = time.perf_counter()
        table = read()
        between = time.perf_counter()
        alpha, p, r = statistics(table)
        end = time.perf_counter()
        times.append(1e3 * (end - start))
        parts.append(1e3 * (end - between))
    result(name, sorted(times)[1], sorted(parts)[1], alpha, p, r)


try:
    import numpy as np

    def of_array(x):
        total = x.sum(axis=1)
        n, k = x.shape
        mean = x.mean(axis=0)
        rest_mean = total.mean() - mean
        cross = (x.T @ total) / n - (x * x).mean(axis=0)
        covariance = cross - mean * rest_mean
        variance = x.var(axis=0)
        rest_variance = total.var() - 2 * ((x.T @ total) / n - mean * total.mean()) + variance
        r = covariance / np.sqrt(variance * rest_variance)
        alpha = k / (k - 1) * (1 - variance.sum() / total.var())
        return alpha, mean[0], r[0]

    measure("numpy", lambda: np.loadtxt(FILE, delimiter=",", skiprows=1, usecols=range(1, 101)), of_array)
    import polars as pl

    def read():
        return pl.read_csv(FILE).drop("candidate").to_numpy().astype("float64")

    measure("polars+numpy", read, of_array)
except ImportError as error:
    print("missing:", error, file=sys.stderr)
    sys.exit(1)

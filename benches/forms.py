"""Fills one form as a mixed-integer program with HiGHS (scipy.optimize.milp), for benches/forms.rs.

Reads a problem as JSON on standard input: quotas, units [{size, domains: [[domain, cost], ...]}], apart [[a, b], ...].
Prints JSON: found, cost, seconds (the solver alone, without building the matrices).
"""

import json
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

problem = json.load(sys.stdin)
variables = [(u, d, c * unit["size"]) for u, unit in enumerate(problem["units"]) for d, c in unit["domains"]]
rows, columns, values, low, high = [], [], [], [], []


def row(entries, least, most):
    for column, value in entries:
        rows.append(len(low))
        columns.append(column)
        values.append(value)
    low.append(least)
    high.append(most)


by_unit, by_domain = {}, {}
for at, (unit, domain, _) in enumerate(variables):
    by_unit.setdefault(unit, []).append(at)
    by_domain.setdefault(domain, []).append((at, problem["units"][unit]["size"]))
for domain, quota in enumerate(problem["quotas"]):
    row(by_domain.get(domain, []), quota, quota)
for ats in by_unit.values():
    row([(at, 1) for at in ats], 0, 1)
for a, b in problem["apart"]:
    row([(at, 1) for at in by_unit.get(a, []) + by_unit.get(b, [])], 0, 1)
matrix = coo_array((values, (rows, columns)), shape=(len(low), len(variables))).tocsr()
start = time.perf_counter()
result = milp(
    np.array([c for _, _, c in variables], dtype=float),
    constraints=LinearConstraint(matrix, low, high),
    integrality=np.ones(len(variables)),
    bounds=Bounds(0, 1),
)
seconds = time.perf_counter() - start
print(json.dumps({"found": bool(result.success), "cost": float(result.fun) if result.success else None, "seconds": seconds}))

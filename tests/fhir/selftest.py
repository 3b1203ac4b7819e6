"""Breaks a bundle one way at a time and asks both validators: proof that they look. Exit code 1 if one gets past both.

Usage: selftest.py FILE   (run by `check --selftest`, which sets NODE_PATH)
"""
import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOWHERE = "urn:uuid:00000000-0000-5000-8000-000000000000"


def put(kind, path, value):
    """Puts a value into the first resource of a kind; None takes away what stands there."""
    def change(bundle):
        place = next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind)
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return change


# What is broken, and whether the second validator sees it, too: it knows structure, and no meaning.
BREAKS = {
    "status of no list": (put("ChargeItem", ["status"], "draft"), True),
    "missing subject": (put("ChargeItem", ["subject"], None), True),
    "unknown field": (put("Procedure", ["bodysite"], [{"text": "Neck"}]), True),
    "text for a number": (put("ChargeItem", ["quantity", "value"], "2"), False),
    "bad date": (put("Patient", ["birthDate"], "1980-13-45"), False),
    "no units": (put("ChargeItem", ["quantity", "value"], 0), False),
    "control character": (put("Patient", ["name", 0, "text"], "Rosa\x07 Marin"), False),
    "unresolved reference": (put("Procedure", ["subject", "reference"], NOWHERE), False),
    "code under another system": (put("Procedure", ["code", "coding", 0, "code"], "G0283"), False),
    "hash of another text": (put("DocumentReference", ["content", 0, "attachment", "hash"], "AAAA"), False),
    "narrative that is no XML": (put("Composition", ["text", "div"], "<div>a < b</div>"), False),
    "billable, and not signed": (put("Composition", ["status"], "preliminary"), False),
    "document without a timestamp": (lambda bundle: bundle.pop("timestamp"), False),
    "document without its Composition first": (lambda bundle: bundle["entry"].append(bundle["entry"].pop(0)), False),
    "resource that nothing refers to": (lambda bundle: bundle["entry"].append({"fullUrl": NOWHERE, "resource": {
        "resourceType": "Organization", "id": NOWHERE[9:], "name": "Elsewhere"}}), False),
}


def refused(files, *command):
    """Runs a validator over all files at once, and returns those that it refuses."""
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    told = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "FAULT "))]
    # A validator that fell over did not refuse.
    if done.returncode not in (0, 1) or len(told) != len(files):
        sys.exit(f"{command} fell over: {done.stderr}")
    return {line.split()[1].rstrip(":") for line in told if line.startswith("FAULT ")}


def main(sample):
    whole, failed = json.loads(Path(sample).read_text(encoding="utf-8")), []
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, (name, (change, _)) in enumerate(BREAKS.items()):
            bundle = copy.deepcopy(whole)
            change(bundle)
            files[name] = str(Path(folder) / f"{number}.json")
            Path(files[name]).write_text(json.dumps(bundle), encoding="utf-8")
        ours = refused(list(files.values()), sys.executable, str(HERE / "validate.py"))
        theirs = refused(list(files.values()), "node", str(HERE / "validate.js"))
    for name, file in files.items():
        if file not in ours or (BREAKS[name][1] and file not in theirs):
            failed.append(name)
    print(f"selftest: {len(files) - len(failed)} of {len(files)} broken bundles are refused", *failed, sep="\n  ")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

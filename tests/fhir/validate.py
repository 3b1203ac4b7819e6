"""Validates documents of FHIR R4 with `fhir.resources` (R4B), and checks what that package leaves unsaid.

Usage: validate.py FILE...   Prints `ok FILE: N resources`, or the faults; exit code 1 on any.
"""
import base64
import hashlib
import json
import re
import sys
from datetime import datetime
from xml.etree import ElementTree

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel

# Each code system with the shape of its codes: a HCPCS code under CPT's name is the commonest slip.
SYSTEMS = {
    "http://www.ama-assn.org/go/cpt": r"\d{5}|\d{2}",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": r"[A-V]\d{4}|[A-Z][A-Z0-9]",
    "http://loinc.org": r"\d{1,7}-\d",
    "http://unitsofmeasure.org": r"min|\{score\}",
    "http://terminology.hl7.org/CodeSystem/v3-ActCode": "AMB",
    "http://terminology.hl7.org/CodeSystem/v3-ParticipationType": "PPRF|SPRF",
    "http://terminology.hl7.org/CodeSystem/observation-category": "therapy|survey",
    "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category": "clinical-note",
}
URN_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
XHTML = "{http://www.w3.org/1999/xhtml}"


def unique(pairs):
    """A JSON object whose keys are told apart."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError(f"a key stands twice in one object: {[key for key, _ in pairs]}")
    return dict(pairs)


def nodes(value, path):
    """Every value below `value`, itself first, with its path."""
    yield path, value
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in below:
        yield from nodes(item, f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}")


def differences(one, other, path):
    """The paths at which two JSON values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{i}]")
    elif type(one) is not type(other) or same(one) != same(other):
        yield path


def same(value):
    return value.replace("Z", "+00:00") if isinstance(value, str) else value  # UTC may be written in two ways


def model_faults(part, path, by_url):
    """What the package says, and what it would mend in silence."""
    try:
        model = get_fhir_model_class(str(part.get("resourceType"))).model_validate(part)
    except (LookupError, TypeError, ValueError) as error:
        yield f"{path}: {error}"
        return
    for at in differences(part, json.loads(model.model_dump_json()), path):
        yield f"{at}: does not come back as it was read"
    yield from field_faults(model, path, by_url)


def field_faults(model, path, by_url):
    """The closed lists of codes and the kinds of target, which the package knows and does not check."""
    for name, field in type(model).model_fields.items():
        value, told = getattr(model, name, None), field.json_schema_extra
        told = told if isinstance(told, dict) else {}
        for item in value if isinstance(value, list) else [value]:
            codes, kinds = told.get("enum_values"), told.get("enum_reference_types")
            if codes and isinstance(item, str) and item not in codes:
                yield f"{path}.{name}: {item!r} is none of {', '.join(codes)}"
            kind = by_url.get(getattr(item, "reference", None), {}).get("resourceType")
            if kinds and kind and not {"Resource", kind} & set(kinds):
                yield f"{path}.{name}: refers to a {kind}; may be {', '.join(kinds)}"
            if isinstance(item, BaseModel):
                yield from field_faults(item, f"{path}.{name}", by_url)


def value_faults(path, value, by_url):
    """What must hold of any value, wherever it stands."""
    if value in (None, "", [], {}) or (isinstance(value, str) and not value.strip()):
        yield f"{path}: empty: {json.dumps(value)}"
    if isinstance(value, str) and any(ord(c) < 32 and c not in "\t\r\n" for c in value):
        yield f"{path}: a control character: {json.dumps(value)}"
    if not isinstance(value, dict):
        return
    system, code = value.get("system"), value.get("code")
    if isinstance(code, str) and (system or "display" in value or ".coding[" in path):
        if system not in SYSTEMS or not re.fullmatch(SYSTEMS[system], code):
            yield f"{path}: {code!r} is no code of the system {system!r}"
    if "reference" in value and value["reference"] not in by_url:
        yield f"{path}: {value['reference']} is not in the bundle"
    if "end" in value and datetime.fromisoformat(value["start"]) > datetime.fromisoformat(value["end"]):
        yield f"{path}: ends before it starts (per-1)"
    if "div" in value:
        yield from narrative_faults(path, value["div"])
    if "data" in value and "contentType" in value:
        yield from attachment_faults(path, value)


def narrative_faults(path, div):
    try:
        root = ElementTree.fromstring(div)
    except (ElementTree.ParseError, TypeError) as error:
        yield f"{path}: the narrative is no XML: {error}"
        return
    if [e.tag for e in root.iter()] != [f"{XHTML}div"] + [f"{XHTML}p"] * len(root):
        yield f"{path}: not the XHTML of our narratives (txt-1)"
    if not "".join(root.itertext()).strip():
        yield f"{path}: the narrative says nothing (txt-2)"


def attachment_faults(path, value):
    try:
        data = base64.b64decode(value["data"], validate=True)
        data.decode()
    except (TypeError, ValueError) as error:
        yield f"{path}: data is no text in base64: {error}"
        return
    if value.get("size") != len(data):
        yield f"{path}: size says {value.get('size')}, and there are {len(data)} bytes"
    if value.get("hash") != base64.b64encode(hashlib.sha1(data).digest()).decode():
        yield f"{path}: hash is not the base64 of the SHA-1 of the data"


def entry_faults(entries):
    """Every resource once, under its own name, and reached from the Composition."""
    by_url = {entry["fullUrl"]: entry["resource"] for entry in entries}
    if len(by_url) < len(entries):
        yield "Bundle.entry: a fullUrl stands twice"
    for url, resource in by_url.items():
        if not URN_UUID.fullmatch(url) or url != f"urn:uuid:{resource.get('id')}":
            yield f"Bundle.entry: fullUrl {url} and id {resource.get('id')} do not fit"
    reached, waiting = set(), [entries[0]["fullUrl"]]
    while waiting:
        url = waiting.pop()
        if url not in reached and url in by_url:
            reached.add(url)
            waiting.extend(v["reference"] for _, v in nodes(by_url[url], "") if isinstance(v, dict) and "reference" in v)
    for url in by_url.keys() - reached:
        yield f"{by_url[url].get('resourceType')}/{url}: not reached from the Composition"


def document_faults(bundle, resources):
    """What makes a bundle a document (bdl-9 to bdl-11), and its charges worth what they say."""
    if bundle["type"] != "document" or not bundle.get("timestamp") or not bundle["identifier"].get("system"):
        yield "Bundle: a document has its type, an identifier with a system, and a timestamp (bdl-9, bdl-10)"
    first = resources[0]
    if first.get("resourceType") != "Composition":
        yield "Bundle.entry[0]: a document begins with its Composition (bdl-11)"
    signed = first.get("status") in ("final", "amended")
    if signed != bool(first.get("attester")):
        yield f"Composition.attester: the status is {first.get('status')}"
    for item in resources:
        if item.get("resourceType") == "ChargeItem":
            units = item.get("quantity", {}).get("value")
            if type(units) is not int or units <= 0:
                yield f"ChargeItem/{item.get('id')}.quantity.value: {units!r} is no number of units"
            if item.get("status") == "billable" and not signed:
                yield f"ChargeItem/{item.get('id')}.status: billable, and the note is not signed"


def faults_of(bundle):
    by_url = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    resources = [entry["resource"] for entry in bundle["entry"]]
    for part in [bundle, *resources]:
        yield from model_faults(part, f"{part.get('resourceType')}/{part.get('id', '')}", by_url)
    for path, value in nodes(bundle, "Bundle"):
        yield from value_faults(path, value, by_url)
    yield from entry_faults(bundle["entry"])
    yield from document_faults(bundle, resources)


def main(files):
    failed = not files
    for file in files:
        try:
            with open(file, encoding="utf-8") as source:
                bundle = json.load(source, object_pairs_hook=unique)
            faults, count = list(faults_of(bundle)), len(bundle["entry"])
        except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
            faults, count = [f"cannot be looked at: {error!r}"], 0
        print(f"FAULT {file}: {len(faults)}" if faults else f"ok {file}: {count} resources")
        print("".join(f"  {fault}\n" for fault in faults), end="")
        failed = failed or bool(faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

// Validates FHIR R4 JSON files with the package `fhir`: structure, cardinality, required lists of codes.
// Usage: node validate.js FILE...   (NODE_PATH names the node_modules that holds `fhir`)
'use strict';
const fs = require('fs');
const { Fhir } = require('fhir');

const fhir = new Fhir(); // its own definitions are R4's
if (!fhir.parser.parsedStructureDefinitions.ChargeItem) throw new Error('the package brought no definitions');

function faultsOf(file) {
  const bundle = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (bundle === null || bundle.resourceType !== 'Bundle') return { faults: ['not a Bundle'], count: 0 };
  const { valid, messages } = fhir.validate(bundle, { errorOnUnexpected: true });
  const faults = messages
    .filter((m) => m.severity === 'error' || m.severity === 'fatal')
    .map((m) => `${m.resourceId} ${m.location}: ${m.message}`);
  if (!valid && faults.length === 0) faults.push('not valid, without a reason');
  return { faults, count: Array.isArray(bundle.entry) ? bundle.entry.length : 0 };
}

const files = process.argv.slice(2);
let failed = files.length === 0;
for (const file of files) {
  const { faults, count } = faultsOf(file);
  console.log(faults.length > 0 ? `FAULT ${file}: ${faults.length}` : `ok ${file}: ${count} resources`);
  for (const fault of faults) console.log(`  ${fault}`);
  failed = failed || faults.length > 0;
}
process.exit(failed ? 1 : 0);

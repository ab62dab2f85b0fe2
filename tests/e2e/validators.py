"""Validators that other people wrote, installed where the build lies."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

from harness import Failed

# Exact versions: a test must not change its mind because a registry did.
NODE_PACKAGES = ["ajv@8.20.0", "ajv-draft-04@1.0.0", "ajv-formats@3.0.1", "datapackage@1.1.10"]


def absent(what):
    """What is missing skips the test; in CI it fails."""
    print(f"absent: {what}")
    sys.exit(1 if os.environ.get("TALLY_CI") else 77)


def openpyxl():
    """The library that reads workbooks; Debian's is there for every Python 3."""
    sys.path.append("/usr/lib/python3/dist-packages")
    try:
        import openpyxl as library
    except ImportError:
        absent("openpyxl (python3-openpyxl)")
    return library


def node_home(binaries):
    """A folder whose node_modules holds NODE_PACKAGES."""
    if not shutil.which("node") or not shutil.which("npm"):
        absent("node and npm")
    home = pathlib.Path(binaries).resolve().parent / "npm"
    stamp = home / "installed.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != NODE_PACKAGES:
        home.mkdir(exist_ok=True)
        done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix",
                               str(home), *NODE_PACKAGES], capture_output=True, text=True)
        if done.returncode != 0:
            absent(f"npm packages: {done.stderr[-500:]}")
        stamp.write_text(json.dumps(NODE_PACKAGES))
    return home


def node(home, script, *arguments):
    """Runs a script with the packages; gives what it prints, as JSON."""
    done = subprocess.run(["node", "-e", script, *map(str, arguments)], cwd=home,
                          capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise Failed(f"node: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


# argv: the schema to hold against, the file, then further schemas that it refers to.
AJV_DRAFT_04 = """
const fs = require('fs');
const Ajv = require('ajv-draft-04');
const read = (path) => JSON.parse(fs.readFileSync(path, 'utf8'));
const ajv = new Ajv({strict: false, allErrors: true});
require('ajv-formats')(ajv);
const [schema, file, ...others] = process.argv.slice(1);
for (const other of others) ajv.addSchema(read(other));
const validate = ajv.compile(read(schema));
validate(read(file));
console.log(JSON.stringify((validate.errors || []).map((e) => e.instancePath + ' ' + e.message)));
"""


# argv: a data package. Every row of every table is read and cast as its Table Schema says.
DATA_PACKAGE = """
const {Package} = require('datapackage');
(async () => {
  const result = {errors: [], rows: {}};
  const loaded = await Package.load(process.argv[1]);
  for (const error of loaded.errors) result.errors.push(error.message);
  for (const resource of loaded.resources) {
    try {
      result.rows[resource.name] = (await resource.read({keyed: false})).length;
    } catch (error) {
      const all = error.errors && error.errors.length ? error.errors : [error];
      result.errors.push(resource.name + ': ' + all.map((e) => e.message).slice(0, 5).join('; '));
    }
  }
  console.log(JSON.stringify(result));
})();
"""

"""Checks OME-XML documents, a JSON list on stdin, against a schema: what is wrong with each on stdout."""

import json
import pathlib
import sys

import xmlschema

folder = pathlib.Path(sys.argv[1])
schema = xmlschema.XMLSchema(
    str(folder / "ome.xsd"),
    locations={"http://www.w3.org/XML/1998/namespace": str(folder / "xml.xsd")},
    allow="local",
)
documents = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
json.dump([[error.reason for error in schema.iter_errors(document)] for document in documents], sys.stdout)

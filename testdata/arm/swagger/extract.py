#!/usr/bin/env python3
"""Makes members.tsv from the published API descriptions: what each api-version says about each member.

    extract.py FOLDER > members.tsv

FOLDER holds <api-version>/EventGrid.json (OpenAPI 2.0) or <api-version>/bicep-types.json (type data of a version whose
OpenAPI document is not published), and common-types/ beside them. Facts that hold in several versions are one row.
"""
import json
import pathlib
import re
import sys

KINDS = {  # type: its definition, the definition of a PATCH body
    "namespaces": ("Namespace", "NamespaceUpdateParameters"),
    "namespaces/clients": ("Client", None),
    "namespaces/clientGroups": ("ClientGroup", None),
    "namespaces/topicSpaces": ("TopicSpace", None),
    "namespaces/permissionBindings": ("PermissionBinding", None),
    "namespaces/caCertificates": ("CaCertificate", None),
    "namespaces/topics": ("NamespaceTopic", "NamespaceTopicUpdateParameters"),
    "namespaces/topics/eventSubscriptions": ("Subscription", "SubscriptionUpdateParameters"),
}
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
BICEP_LIMITS = dict(zip(("minValue", "maxValue") + LIMITS[2:], LIMITS))


def fact(kind_of_value, **more):
    return {"type": kind_of_value, "required": False, "read_only": False, "create_only": False, "values": [],
            "limits": {}} | more


def united(left, right):
    """One member as two variants of a discriminated object have it."""
    both = dict(left)
    both["type"] = "/".join(sorted(set(left["type"].split("/")) | set(right["type"].split("/"))))
    both["required"] = left["required"] and right["required"]
    both["read_only"] = left["read_only"] and right["read_only"]
    both["values"] = left["values"] + [value for value in right["values"] if value not in left["values"]]
    both["limits"] = left["limits"] if left["limits"] == right["limits"] else {}
    return both


def unite(members, further):
    for path, facts in further.items():
        members[path] = united(members[path], facts) if path in members else facts


class OpenApi:
    def __init__(self, folder, version):
        self.folder = folder
        self.document = json.loads((folder / version / "EventGrid.json").read_text())

    def resolve(self, reference, document):
        file, _, pointer = reference.partition("#/")
        if file:
            document = json.loads((self.folder / ("common-types/" + file.split("common-types/")[1])).read_text())
        value = document
        for step in pointer.split("/"):
            value = value[step]
        return value, document

    def variants(self, name):
        """Definitions that derive from the discriminated one."""
        reference = "#/definitions/" + name
        return [each for each in self.document["definitions"].values()
                if {"$ref": reference} in each.get("allOf", [])]

    def members(self, schema, path, document):
        """Of an object: itself, what it derives from, what derives from it."""
        found = {}
        for base in schema.get("allOf", []):
            parent, of = self.resolve(base["$ref"], document)
            found |= self.members({**parent, "discriminator": None}, path, of)
        required = schema.get("required", [])
        for name, member in schema.get("properties", {}).items():
            found |= self.member(member, path + name, name in required, document)
        return found

    def member(self, schema, path, required, document):
        own = dict(schema)
        name = ""
        if "$ref" in schema:
            target, document = self.resolve(schema["$ref"], document)
            name = schema["$ref"].rsplit("/", 1)[1]
            schema = {**target, **{key: value for key, value in own.items() if key != "$ref"}}
        described = self.type_of(schema, document)
        source = schema.get("items", {}) if described.endswith("[]") else schema
        if "$ref" in source:
            source, _ = self.resolve(source["$ref"], document)
        facts = fact(described, required=required, read_only=schema.get("readOnly", False),
                     create_only=schema.get("x-ms-mutability") == ["read", "create"],
                     values=list(source.get("enum", [])) if not described.startswith("object") else [],
                     limits={key: schema[key] for key in LIMITS if key in schema})
        found = {path: facts}
        if described == "object[]":
            item = schema["items"]
            item_name = item.get("$ref", "").rsplit("/", 1)[-1]
            item, document = self.resolve(item["$ref"], document) if "$ref" in item else (item, document)
            found |= self.with_variants(item, item_name, path + "[].", document)
        elif described == "object":
            found |= self.with_variants(schema, name, path + ".", document)
        return found

    def with_variants(self, schema, name, path, document):
        if not schema.get("discriminator"):
            return self.members(schema, path, document)
        merged = {}
        for variant in self.variants(name):
            unite(merged, self.members(variant, path, document))
        return merged or self.members(schema, path, document)

    def type_of(self, schema, document):
        if "$ref" in schema:
            schema, document = self.resolve(schema["$ref"], document)
        kind = schema.get("type")
        if kind == "array":
            return self.type_of(schema["items"], document) + "[]"
        if "additionalProperties" in schema and not schema.get("properties"):
            value = schema["additionalProperties"]
            return f"map of {self.type_of(value, document) if value else 'any'}"
        if kind == "object" or "properties" in schema or "allOf" in schema:
            return "object"
        return {"string": "text", None: "any"}.get(kind, kind)

    def kind(self, definition, patch):
        definitions = self.document["definitions"]
        members = self.members(definitions[definition], "", self.document)
        changed = self.members(definitions[patch], "", self.document) if patch else {}
        return members, set(changed)


class BicepTypes:
    REQUIRED, READ_ONLY = 1, 2

    def __init__(self, folder, version, patch_of):
        self.types = json.loads((folder / version / "bicep-types.json").read_text())
        self.patch_of = patch_of  # type data say nothing of PATCH: that of the version before

    def at(self, reference):
        return self.types[int(reference["$ref"][2:])]

    def kind_by_type(self, type_path):
        for each in self.types:
            if each["$type"] == "ResourceType" and each["name"].startswith(f"Microsoft.EventGrid/{type_path}@"):
                members = self.object(self.at(each["body"]), "")
                members.pop("apiVersion")
                for name in ("id", "name", "type"):  # what a template says of the resource, not its body
                    members[name] = fact("text", read_only=True)
                return members, self.patch_of[type_path]
        raise SystemExit(f"no type data of {type_path}")

    def object(self, described, path):
        found = {}
        if described["$type"] == "DiscriminatedObjectType":
            for element in described["elements"].values():
                unite(found, self.properties(self.at(element), path, described["baseProperties"]))
            return found
        return self.properties(described, path, {})

    def properties(self, described, path, base):
        found = {}
        for name, member in {**base, **described["properties"]}.items():
            found |= self.member(self.at(member["type"]), path + name, member["flags"])
        return found

    def literals(self, described):
        if described["$type"] == "StringLiteralType":
            return [described["value"]]
        if described["$type"] == "UnionType":
            return [value for each in described["elements"] for value in self.literals(self.at(each))]
        return []

    def member(self, described, path, flags):
        kind = self.type_of(described)
        source = self.at(described["itemType"]) if described["$type"] == "ArrayType" else described
        facts = fact(kind, required=bool(flags & self.REQUIRED), read_only=bool(flags & self.READ_ONLY),
                     values=self.literals(source),
                     limits={name: described[key] for key, name in BICEP_LIMITS.items()
                             if described.get(key) is not None})
        found = {path: facts}
        if kind == "object[]":
            found |= self.object(source, path + "[].")
        elif kind == "object":
            found |= self.object(described, path + ".")
        return found

    def type_of(self, described):
        kind = described["$type"]
        if kind == "ArrayType":
            return self.type_of(self.at(described["itemType"])) + "[]"
        if kind == "ObjectType" and "additionalProperties" in described and not described["properties"]:
            return "map of " + self.type_of(self.at(described["additionalProperties"]))
        return {"StringType": "text", "StringLiteralType": "text", "UnionType": "text", "IntegerType": "integer",
                "BooleanType": "boolean", "AnyType": "any", "ObjectType": "object",
                "DiscriminatedObjectType": "object"}[kind]


def with_fractions(members, before):
    """Type data know whole numbers alone; the version before says where any number will do."""
    for path, facts in members.items():
        if "number" in before.get(path, facts)["type"]:
            facts["type"] = facts["type"].replace("integer", "number")


def words(facts, patch):
    flags = [name for name, holds in (("required", facts["required"]), ("read-only", facts["read_only"]),
                                      ("create-only", facts["create_only"]), ("patch", patch)) if holds]
    limits = [f"{name}={value}" for name, value in facts["limits"].items()]
    return (facts["type"], " ".join(flags) or "-", "|".join(sorted(facts["values"])) or "-", " ".join(limits) or "-")


def main():
    folder = pathlib.Path(sys.argv[1])
    versions = sorted(each.name for each in folder.iterdir() if re.match(r"\d{4}-", each.name))
    rows, patch_of, before = {}, {}, {}
    for version in versions:
        has_document = (folder / version / "EventGrid.json").exists()
        source = OpenApi(folder, version) if has_document else BicepTypes(folder, version, patch_of)
        for type_path, (definition, patch) in KINDS.items():
            members, changed = source.kind(definition, patch) if has_document else source.kind_by_type(type_path)
            if has_document:
                patch_of[type_path], before[type_path] = changed, members
            else:
                with_fractions(members, before[type_path])
            for path, facts in members.items():
                row = (type_path, path) + words(facts, path in changed)
                rows.setdefault(row, []).append(version)
    print("kind\tpath\ttype\tflags\tvalues\tlimits\tversions")
    order = {type_path: at for at, type_path in enumerate(KINDS)}
    for row in sorted(rows, key=lambda row: (order[row[0]],) + row[1:]):
        held = rows[row]
        print("\t".join(row) + "\t" + ("all" if held == versions else " ".join(held)))


if __name__ == "__main__":
    main()

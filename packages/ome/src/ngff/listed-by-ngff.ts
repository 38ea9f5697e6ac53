/**
 * Listing hierarchies that cannot list themselves, as on a plain web server, from what their OME-NGFF metadata names.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  isJsonObject,
  type JsonObject,
} from "@chunkwright/core";
import { listField, objectField, pathField } from "./ngff-fields.ts";
import { ngffMetadata } from "./parse-ngff.ts";

/**
 * `root`, whose groups list what OME-NGFF says is in them: levels, labels, series, wells and fields, by paths that
 * may have several parts (`B/3`) and need not be stored. Anything else remains invisible. `undefined` for a group
 * without OME-NGFF metadata. Listing rejects with "invalid-data" for metadata that contradict the specification, with
 * "unsupported" for versions above 0.6.
 */
export function listedByNgff(root: Group): Group | undefined {
  const { ome } = root.attributes;
  return isNgff(isJsonObject(ome) ? ome : root.attributes) ? listed(root) : undefined;
}

function listed(group: Group): Group {
  return {
    ...group,
    list: (options) => namesIn(group, options),
    async open(path, options): Promise<Group | ChunkSource | undefined> {
      const found = await group.open(path, options);
      return found?.kind === "group" ? listed(found) : found;
    },
  };
}

function isNgff(fields: JsonObject): boolean {
  return ["multiscales", "plate", "well", "bioformats2raw.layout"].some((name) => fields[name] !== undefined);
}

async function* namesIn(group: Group, options: CallOptions = {}): AsyncGenerator<string> {
  const { fields } = ngffMetadata(group.attributes);
  const names = new Set([
    ...listOf(fields, "multiscales").flatMap((multiscale, i) =>
      pathsIn(objectField(multiscale, `multiscales[${i}]`), "datasets"),
    ),
    ...listOf(fields, "labels").map((label) => pathField(label, "labels")),
    ...(fields.plate === undefined ? [] : pathsIn(objectField(fields.plate, "plate"), "wells")),
    ...(fields.well === undefined ? [] : pathsIn(objectField(fields.well, "well"), "images")),
  ]);
  yield* names;
  if (fields.multiscales !== undefined) yield "labels";
  if (fields["bioformats2raw.layout"] !== undefined) yield* seriesIn(group, options);
}

/** OME-NGFF 0.4, "bioformats2raw.layout": `series` of the group OME, else the groups 0, 1 and so on. */
async function* seriesIn(group: Group, options: CallOptions): AsyncGenerator<string> {
  yield "OME";
  const ome = await group.open("OME", options);
  const { fields } = ngffMetadata(ome?.kind === "group" ? ome.attributes : {});
  if (fields.series !== undefined) {
    yield* listOf(fields, "series").map((path) => pathField(path, "series"));
    return;
  }
  for (let n = 0; (await group.open(`${n}`, options))?.kind === "group"; n += 1) yield `${n}`;
}

function pathsIn(fields: JsonObject, name: string): string[] {
  return listOf(fields, name).map((item, i) => {
    const where = `${name}[${i}]`;
    return pathField(objectField(item, where).path, `${where}.path`);
  });
}

function listOf(fields: JsonObject, name: string): ReturnType<typeof listField> {
  return fields[name] === undefined ? [] : listField(fields[name], name);
}

/**
 * Opening groups, and whatever their links lead to. HDF5 File Format Specification 4.0 §IV.A.2.c, §IV.A.2.g and
 * §IV.A.2.r.
 *
 * @module
 */

import { type CallOptions, isStorageError, LoadOnce } from "@chunkwright/core";
import { isDataset, openDataset } from "./dataset.ts";
import type { Hdf5Context } from "./hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "./hdf5-error.ts";
import type { CommittedObject, Hdf5Dataset, Hdf5Group } from "./hdf5-file.ts";
import { readAttributes } from "./object/attribute.ts";
import { type Link, readLinks } from "./object/link.ts";
import { MESSAGE } from "./object/message-types.ts";
import { findMessage, type ObjectHeader, readObjectHeader } from "./object/object-header.ts";
import { parseDatatype } from "./type/parse-datatype.ts";

/** A file with the objects in it. */
export interface ObjectFile {
  readonly context: Hdf5Context;
  readonly rootAddress: number;
  /** Opens a file that a link or a mapping names; `undefined` if it is not there. */
  openFile(fileName: string, options?: CallOptions): Promise<ObjectFile | undefined>;
}

/** An object on the way from the root. */
interface Node {
  readonly file: ObjectFile;
  readonly address: number;
  readonly path: string;
  /** `undefined` for the root. */
  readonly parent: Node | undefined;
  readonly header: LoadOnce<ObjectHeader>;
  readonly links: LoadOnce<ReadonlyMap<string, Link>>;
}

/** Virtual datasets made of virtual datasets: more is a loop. */
const MAX_MAPPINGS = 8;
/** Links that lead to links: as many as libhdf5 follows. */
const MAX_LINKS = 16;

/** The object at an address; `undefined` if it is a committed datatype. */
export function openObject(
  file: ObjectFile,
  address: number,
  path: string,
  options?: CallOptions,
): Promise<Hdf5Group | Hdf5Dataset | undefined> {
  return open(nodeOf(file, address, path, undefined), options);
}

function nodeOf(file: ObjectFile, address: number, path: string, parent: Node | undefined): Node {
  const header = new LoadOnce((options) => readObjectHeader(file.context, address, options));
  const links = new LoadOnce(async (options): Promise<ReadonlyMap<string, Link>> => {
    const found = await readLinks(file.context, await header.get(options), options);
    return new Map(found.toSorted(byName).map((link) => [link.name, link]));
  });
  return { file, address, path, parent, header, links };
}

function byName(a: Link, b: Link): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** `mappingsLeft`: how many virtual datasets may still lead to others. */
async function open(
  node: Node,
  options?: CallOptions,
  mappingsLeft = MAX_MAPPINGS,
): Promise<Hdf5Group | Hdf5Dataset | undefined> {
  const header = await node.header.get(options);
  if (isDataset(header)) {
    return openDataset(
      node.file.context,
      header,
      {
        path: node.path,
        name: node.path.slice(node.path.lastIndexOf("/") + 1),
        findLinkName: (address, callOptions) => findLinkName(node, address, callOptions),
        openMapped: (file, dataset, callOptions) =>
          openMapped(node, { file, dataset, mappingsLeft }, callOptions),
      },
      options,
    );
  }
  if (findMessage(header, MESSAGE.DATATYPE)) return undefined;
  return group(node, header, options);
}

async function group(node: Node, header: ObjectHeader, options?: CallOptions): Promise<Hdf5Group> {
  const { logicalType: _, ...attributes } = await readAttributes(node.file.context, header, options);
  return {
    kind: "group",
    ...attributes,
    path: node.path,
    address: node.address,
    async links(callOptions) {
      return [...(await node.links.get(callOptions)).values()];
    },
    datatypes: (callOptions) => committedDatatypes(node, callOptions),
    async *list(callOptions) {
      const above = addressesAbove(node);
      for (const link of (await node.links.get(callOptions)).values()) {
        // Names with a slash, which only broken files have, would name something else.
        if (link.kind === "hard" && !above.has(link.address) && !link.name.includes("/")) yield link.name;
      }
    },
    async open(path, callOptions) {
      const found = await resolve(node, path, MAX_LINKS, callOptions);
      return found && open(found, callOptions);
    },
  };
}

/** Leaves out those that cannot be read: other objects of the group can still be opened. */
async function committedDatatypes(
  node: Node,
  options?: CallOptions,
): Promise<ReadonlyMap<string, CommittedObject>> {
  const found = new Map<string, CommittedObject>();
  for (const link of (await node.links.get(options)).values()) {
    if (link.kind !== "hard") continue;
    const { name, address } = link;
    try {
      const header = await readObjectHeader(node.file.context, address, options);
      const message = isDataset(header) ? undefined : findMessage(header, MESSAGE.DATATYPE);
      if (message) found.set(name, { datatype: parseDatatype(message.fields), address });
    } catch (error) {
      if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
    }
  }
  return found;
}

function addressesAbove(node: Node): ReadonlySet<number> {
  const addresses = new Set<number>();
  for (let at: Node | undefined = node; at; at = at.parent) addresses.add(at.address);
  return addresses;
}

/** The object that `path` leads to from `node`; `undefined` if nothing does. */
async function resolve(
  node: Node,
  path: string,
  linksLeft: number,
  options?: CallOptions,
): Promise<Node | undefined> {
  let at: Node | undefined = path.startsWith("/") ? rootOf(node) : node;
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    const header = await at.header.get(options);
    if (isDataset(header)) return undefined;
    const link: Link | undefined = (await at.links.get(options)).get(name);
    at = link && (await follow(at, link, linksLeft, options));
    if (!at) return undefined;
  }
  return at;
}

async function follow(
  node: Node,
  link: Link,
  linksLeft: number,
  options?: CallOptions,
): Promise<Node | undefined> {
  const path = pathBelow(node, link);
  if (linksLeft === 0) throw invalidHdf5(`Cannot open ${path}: links lead to links, ${MAX_LINKS} times`);
  switch (link.kind) {
    case "hard":
      return nodeOf(node.file, link.address, path, node);
    case "soft":
      return resolve(node, link.path, linksLeft - 1, options);
    case "external": {
      const file = await node.file.openFile(link.file, options);
      return (
        file && resolve(nodeOf(file, file.rootAddress, "/", undefined), link.path, linksLeft - 1, options)
      );
    }
    case "user-defined":
      throw unsupportedHdf5(`Cannot open ${path}: its link has type ${link.type}`, "user-defined links");
  }
}

function pathBelow({ path }: Node, { name }: Link): string {
  return path === "/" ? `/${name}` : `${path}/${name}`;
}

function rootOf({ file }: Node): Node {
  return nodeOf(file, file.rootAddress, "/", undefined);
}

/** What a virtual dataset maps, and how many more such steps may follow. */
interface Mapped {
  readonly file: string;
  readonly dataset: string;
  readonly mappingsLeft: number;
}

/** The dataset that a virtual one maps; "." is the file of the virtual dataset itself. */
async function openMapped(
  node: Node,
  { file, dataset, mappingsLeft }: Mapped,
  options?: CallOptions,
): Promise<Hdf5Dataset | undefined> {
  if (mappingsLeft === 0) {
    throw invalidHdf5(`Cannot open ${dataset} of ${node.path}: virtual datasets lead in a circle`);
  }
  const other = file === "." ? node.file : await node.file.openFile(file, options);
  if (!other) return undefined;
  const root = nodeOf(other, other.rootAddress, "/", undefined);
  const found = await resolve(root, dataset, MAX_LINKS, options);
  const object = found && (await open(found, options, mappingsLeft - 1));
  return object?.kind === "array" ? object : undefined;
}

/** The path by which hard links lead from the root to the object at an address, as few of them as there are. */
export async function findPath(
  file: ObjectFile,
  address: number,
  options?: CallOptions,
): Promise<string | undefined> {
  const seen = new Set([file.rootAddress]);
  if (address === file.rootAddress) return "/";
  let nodes = [nodeOf(file, file.rootAddress, "/", undefined)];
  while (nodes.length > 0) {
    const below: Node[] = [];
    for (const node of nodes) {
      if (isDataset(await node.header.get(options))) continue;
      for (const link of (await node.links.get(options)).values()) {
        if (link.kind !== "hard" || seen.has(link.address)) continue;
        seen.add(link.address);
        const path = pathBelow(node, link);
        if (link.address === address) return path;
        below.push(nodeOf(file, link.address, path, node));
      }
    }
    nodes = below;
  }
  return undefined;
}

/** The name under which a group above, the nearest that does, links to the object at an address. */
async function findLinkName(node: Node, address: number, options?: CallOptions): Promise<string | undefined> {
  for (let at = node.parent; at; at = at.parent) {
    for (const link of (await at.links.get(options)).values()) {
      if (link.kind === "hard" && link.address === address) return link.name;
    }
  }
  return undefined;
}

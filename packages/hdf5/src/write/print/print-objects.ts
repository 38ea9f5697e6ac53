/**
 * All objects of a file: headers from the root down, symbol tables beside them, behind all what is read last: chunk
 * indexes and large attributes.
 *
 * @module
 */

import type { SymbolicLink } from "../link-target.ts";
import { type GroupTree, isSymbolic, type ObjectTree, objectAt } from "../object-tree.ts";
import type { Referents } from "../reference-to.ts";
import { GlobalHeapWriter } from "../value/global-heap-writer.ts";
import { attributeInfo, denseByteLength, type PrintedAttribute, printDense } from "./dense-attributes.ts";
import type { MetadataBlock } from "./metadata-block.ts";
import { printAttributes } from "./print-attributes.ts";
import { printDatatype } from "./print-datatype.ts";
import {
  type HeaderVersion,
  headerByteLength,
  MAX_MESSAGE_BYTES,
  message,
  type PrintedMessage,
  printObjectHeader,
} from "./print-header.ts";
import { type PrintableLink, printLinks } from "./print-links.ts";
import { printSymbolTable } from "./print-messages.ts";
import type { Root } from "./print-superblock.ts";
import { planSymbolTable, printSymbolNodes, type SymbolTable } from "./print-symbol-table.ts";

/**
 * Throws "unsupported" for what does not fit into messages, `RangeError` for references to what is not there, and for
 * attributes whose bytes are not their elements.
 */
export function printObjects(root: GroupTree, block: MetadataBlock): Root {
  return new ObjectPrinter(root, block).print();
}

/** Where the parts of an object are. */
interface Place {
  readonly headerAddress: number;
  /** The links of a group, unless they are in its header. */
  readonly table: PlacedTable | undefined;
  /** Bytes of the attributes that are stored outside the header; 0 if there are none. */
  readonly denseBytes: number;
  denseAddress?: number;
  bodyAddress?: number;
}

interface PlacedTable {
  readonly plan: SymbolTable;
  readonly address: number;
}

interface Header {
  readonly messages: readonly PrintedMessage[];
  readonly version: HeaderVersion;
  /** Attributes that are not among the messages. */
  readonly dense: readonly PrintedAttribute[] | undefined;
}

/** Goes over all objects twice: where they are, by how long their headers are, then what they say of one another. */
class ObjectPrinter {
  readonly #root: GroupTree;
  readonly #block: MetadataBlock;
  readonly #places = new Map<ObjectTree, Place>();
  /** How many links are to an object, and datatypes of others that are it. */
  readonly #references = new Map<ObjectTree, number>();
  /** While nothing has a place. */
  readonly #draft: Referents;
  readonly #final: Referents;
  /** Bytes that will go into global heaps. */
  #heapBytes = 0;

  constructor(root: GroupTree, block: MetadataBlock) {
    this.#root = root;
    this.#block = block;
    const addressOf = (path: string) => this.#places.get(this.#objectAt(path))!.headerAddress;
    const has = (path: string) => objectAt(root, path) !== undefined;
    this.#final = {
      has,
      store: (objects) => block.heap.store(objects),
      addressOf,
      useDatatype: addressOf,
    };
    this.#draft = {
      has,
      store: (objects) => {
        this.#heapBytes += GlobalHeapWriter.byteLength(objects);
        return new Uint8Array(16 * objects.length);
      },
      addressOf: (path) => this.#addressOf(this.#objectAt(path)),
      useDatatype: (path) => this.#refer(this.#objectAt(path)),
    };
  }

  print(): Root {
    this.#place(this.#root);
    this.#block.heap.reserve(this.#heapBytes);
    for (const [object, place] of this.#places) {
      if (place.denseBytes > 0) place.denseAddress = this.#block.allocate(place.denseBytes);
      const bodyBytes = object.kind === "array" ? object.dataset.bodyByteLength : 0;
      if (bodyBytes > 0) place.bodyAddress = this.#block.allocate(bodyBytes);
    }
    for (const [object, place] of this.#places) this.#put(object, place);
    const { headerAddress, table } = this.#places.get(this.#root)!;
    return { headerAddress, table: table && tableAddresses(table) };
  }

  #place(object: ObjectTree): void {
    this.#refer(object);
    if (this.#places.has(object)) return;
    const { messages, version, dense } = this.#header(object, this.#draft);
    const headerAddress = this.#block.allocate(headerByteLength(messages, version));
    const table = this.#placeTable(object);
    this.#places.set(object, { headerAddress, table, denseBytes: dense ? denseByteLength(dense) : 0 });
    if (object.kind !== "group") return;
    for (const child of object.children.values()) if (!isSymbolic(child)) this.#place(child);
  }

  #placeTable(object: ObjectTree): PlacedTable | undefined {
    if (object.kind !== "group" || hasExternalLinks(object)) return undefined;
    const plan = planSymbolTable(
      Array.from(object.children, ([name, child]) => [name, isSymbolic(child) ? child.path : undefined]),
    );
    return { plan, address: this.#block.allocate(plan.byteLength) };
  }

  #put(object: ObjectTree, { headerAddress, table, denseAddress, bodyAddress }: Place): void {
    const block = this.#block;
    const { messages, version, dense } = this.#header(object, this.#final);
    block.put(headerAddress, printObjectHeader(messages, version, this.#references.get(object)!));
    if (dense) block.put(denseAddress!, printDense(dense, denseAddress!));
    if (object.kind === "array" && bodyAddress !== undefined) {
      block.put(bodyAddress, object.dataset.printBody(bodyAddress, this.#final));
    }
    if (object.kind !== "group" || !table) return;
    const addressOf = (name: string) => this.#addressOf(object.children.get(name));
    block.put(table.address, printSymbolNodes(table.plan, table.address, addressOf));
  }

  /** What is said of an object; as long before it has a place. */
  #header(object: ObjectTree, referents: Referents): Header {
    const attributes = printAttributes(object, referents);
    const own = this.#ownMessages(object, referents);
    if (attributes.every(({ data }) => data.byteLength <= MAX_MESSAGE_BYTES)) {
      const messages = [...own, ...attributes.map(({ data }) => message("ATTRIBUTE", data))];
      return { messages, version: 1, dense: undefined };
    }
    const info = attributeInfo(attributes, this.#places.get(object)?.denseAddress ?? 0);
    return { messages: [...own, info], version: 2, dense: attributes };
  }

  #ownMessages(object: ObjectTree, referents: Referents): readonly PrintedMessage[] {
    const place = this.#places.get(object);
    switch (object.kind) {
      case "datatype":
        return [message("DATATYPE", printDatatype(object.datatype))];
      case "array":
        return [...object.dataset.messages(referents), object.dataset.layout(place?.bodyAddress)];
      case "group": {
        if (hasExternalLinks(object)) return printLinks(this.#links(object));
        const { treeAddress, heapAddress } = place?.table ? tableAddresses(place.table) : NO_TABLE;
        return [message("SYMBOL_TABLE", printSymbolTable(treeAddress, heapAddress))];
      }
    }
  }

  #links({ children }: GroupTree): ReadonlyMap<string, PrintableLink> {
    const links = new Map<string, PrintableLink>();
    for (const [name, child] of children) {
      links.set(name, isSymbolic(child) ? child : { kind: "hard", address: this.#addressOf(child) });
    }
    return links;
  }

  #addressOf(child: ObjectTree | SymbolicLink | undefined): number {
    const place = child && !isSymbolic(child) ? this.#places.get(child) : undefined;
    return place?.headerAddress ?? 0;
  }

  #objectAt(path: string): ObjectTree {
    const found = objectAt(this.#root, path);
    if (found) return found;
    throw new RangeError(`Cannot refer to ${path || "the root"}: nothing has been created there`);
  }

  /** One more reference to `object`; its address is yet to be. */
  #refer(object: ObjectTree): number {
    this.#references.set(object, (this.#references.get(object) ?? 0) + 1);
    return 0;
  }
}

const NO_TABLE = { treeAddress: 0, heapAddress: 0 };

function tableAddresses({ address, plan }: PlacedTable) {
  return { treeAddress: address, heapAddress: address + plan.heapOffset };
}

/** Symbol tables hold hard and soft links. */
function hasExternalLinks({ children }: GroupTree): boolean {
  return [...children.values()].some(({ kind }) => kind === "external");
}

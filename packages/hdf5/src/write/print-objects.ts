/**
 * All groups and datasets of a file: headers from the root down, symbol tables beside them, chunk indexes behind all.
 *
 * @module
 */

import { attributeMessages, type ObjectAttributes } from "./attribute-messages.ts";
import type { DatasetWriter } from "./dataset-writer.ts";
import type { MetadataBlock } from "./metadata-block.ts";
import {
  headerByteLength,
  message,
  type PrintedMessage,
  printObjectHeader,
  printSymbolTable,
} from "./print-messages.ts";
import type { Root } from "./print-superblock.ts";
import { planSymbolTable, printSymbolNodes } from "./print-symbol-table.ts";

export type ObjectTree = GroupTree | DatasetTree;

export interface GroupTree extends ObjectAttributes {
  readonly kind: "group";
  readonly children: ReadonlyMap<string, ObjectTree>;
}

export interface DatasetTree extends ObjectAttributes {
  readonly kind: "array";
  readonly writer: DatasetWriter;
}

/** A dataset whose header has its place. */
interface PlacedDataset {
  readonly writer: DatasetWriter;
  readonly headerAddress: number;
  readonly messages: readonly PrintedMessage[];
}

/** Throws "unsupported" for attributes and names that do not fit into messages. */
export function printObjects(root: GroupTree, block: MetadataBlock): Root {
  const datasets: PlacedDataset[] = [];
  const placed = printGroup(root, block, datasets);
  for (const { writer, headerAddress, messages } of datasets) {
    const byteLength = writer.indexByteLength;
    const indexAddress = byteLength > 0 ? block.allocate(byteLength) : undefined;
    block.put(headerAddress, printObjectHeader([...messages, writer.layoutMessage(indexAddress)]));
    if (indexAddress !== undefined) block.put(indexAddress, writer.printIndex(indexAddress));
  }
  return placed;
}

function printGroup(group: GroupTree, block: MetadataBlock, datasets: PlacedDataset[]): Root {
  const attributes = attributeMessages(group, block.heap);
  const table = planSymbolTable(group.children.keys());
  const unplaced = message("SYMBOL_TABLE", printSymbolTable(0, 0));
  const headerAddress = block.allocate(headerByteLength([unplaced, ...attributes]));
  const treeAddress = block.allocate(table.byteLength);
  const heapAddress = treeAddress + table.heapOffset;
  const links = message("SYMBOL_TABLE", printSymbolTable(treeAddress, heapAddress));
  block.put(headerAddress, printObjectHeader([links, ...attributes]));
  const addresses = new Map<string, number>();
  for (const [name, child] of group.children) {
    const { headerAddress: address } =
      child.kind === "group" ? printGroup(child, block, datasets) : placeDataset(child, block, datasets);
    addresses.set(name, address);
  }
  block.put(
    treeAddress,
    printSymbolNodes(table, treeAddress, (name) => addresses.get(name)!),
  );
  return { headerAddress, treeAddress, heapAddress };
}

function placeDataset(
  dataset: DatasetTree,
  block: MetadataBlock,
  datasets: PlacedDataset[],
): { readonly headerAddress: number } {
  const { writer } = dataset;
  const messages = [...writer.messages(block.heap), ...attributeMessages(dataset, block.heap)];
  const headerAddress = block.allocate(headerByteLength([...messages, writer.layoutMessage(undefined)]));
  datasets.push({ writer, headerAddress, messages });
  return { headerAddress };
}

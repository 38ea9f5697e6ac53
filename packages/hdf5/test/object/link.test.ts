import { expect, test } from "vitest";
import { FieldReader } from "../../src/file/field-reader.ts";
import { readLinks } from "../../src/object/link.ts";
import { MESSAGE } from "../../src/object/message-types.ts";
import { printSymbolTable } from "../../src/write/print/print-messages.ts";
import { planSymbolTable, printSymbolNodes } from "../../src/write/print/print-symbol-table.ts";
import { contextOf } from "../memory-context.ts";

test("readLinks() reads more links than a function takes arguments", async () => {
  const count = 140_000;
  const table = planSymbolTable(Array.from({ length: count }, (_, n) => [`${n}`, undefined]));
  const context = contextOf(printSymbolNodes(table, 0, () => 8));
  const message = {
    type: MESSAGE.SYMBOL_TABLE,
    flags: 0,
    address: 0,
    fields: new FieldReader(printSymbolTable(0, table.heapOffset), "the test", context),
  };
  const links = await readLinks(context, { address: 0, messages: [message] });
  expect(links).toHaveLength(count);
  expect(links[0]).toEqual({ kind: "hard", name: "0", address: 8 });
});

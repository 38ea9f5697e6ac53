import { expect, test } from "vitest";
import { FieldReader } from "../../src/file/field-reader.ts";
import type { Hdf5Context } from "../../src/hdf5-context.ts";
import { resolveShared } from "../../src/object/shared-message.ts";
import { contextOf } from "../memory-context.ts";

const DATATYPE = 3;

/** A file of one version 1 object header with one message, at address 8. */
function fileWithMessage(type: number, data: readonly number[]): Hdf5Context {
  const header = [1, 0, 1, 0, 1, 0, 0, 0, 8 + data.length, 0, 0, 0, 0, 0, 0, 0];
  const message = [type, 0, data.length, 0, 0, 0, 0, 0, ...data];
  return contextOf(Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, ...header, ...message]));
}

const ADDRESS = [8, 0, 0, 0, 0, 0, 0, 0];
const SIXTEEN = [16, 0, 0, 0, 0, 0, 0, 0];

// The first as in `tcompound.h5` of the HDF Group's test files, which a library of 2000 wrote.
test.each([
  ["1", [1, 0, 0, 0, 0, 0, 0, 0, ...SIXTEEN, ...ADDRESS]],
  ["2", [2, 0, ...ADDRESS]],
  ["3", [3, 2, ...ADDRESS]],
])("resolveShared() finds a committed datatype by a message of version %s", async (_, bytes) => {
  const context = fileWithMessage(DATATYPE, [1, 2, 3, 4, 5, 6, 7, 8]);
  const fields = await resolveShared(
    context,
    DATATYPE,
    new FieldReader(Uint8Array.from(bytes), "the test", context),
  );
  expect([...fields.take(8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

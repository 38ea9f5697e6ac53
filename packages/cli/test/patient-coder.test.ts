import type { ChunkCoder, EncodedChunk } from "@chunkwright/core";
import { expect, it } from "vitest";
import { patientCoder } from "../src/patient-coder.ts";

const origin = { kind: "directory", path: "/", followLinks: false } as const;

it("patientCoder() decodes 64 MiB itself before it lets workers start", async () => {
  const asked: string[] = [];
  const coder = (name: string): ChunkCoder => ({
    async decode({ dataType, shape }) {
      asked.push(name);
      return { dataType, shape, data: [] } as never;
    },
    decodeInto: async () => void asked.push(`${name} into`),
    encode: () => Promise.reject(new Error("nothing is encoded")),
    fetchInto: async () => {
      asked.push(`${name} fetch`);
      return "written";
    },
  });
  const patient = patientCoder(coder("own"), coder("pool"));
  const chunk: EncodedChunk = { bytes: new Uint8Array(0), dataType: "uint16", shape: [2 ** 24], codecs: [] };
  const target = { buffer: new ArrayBuffer(0), byteOffset: 0, shape: [], region: { start: [], shape: [] } };
  await patient.decode(chunk);
  expect(await patient.fetchInto?.({ origin, key: "", chunks: [] })).toBe("refused");
  await patient.decodeInto(chunk, target);
  expect(await patient.fetchInto?.({ origin, key: "", chunks: [] })).toBe("written");
  await patient.decode(chunk);
  await patient.decodeInto(chunk, target);
  expect(asked).toEqual(["own", "own into", "pool fetch", "pool", "pool into"]);
});

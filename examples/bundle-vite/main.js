/** Encodes and decodes a chunk in the page, by two compressors: each comes in a file of its own, when it is needed. */

import { inThreadCoder } from "@chunkwright/codecs";

const compressors = [
  { name: "blosc", configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle" } },
  { name: "zstd", configuration: { level: 3, checksum: true } },
];
const ramp = () => Uint16Array.from({ length: 4096 }, (_, i) => i >> 4);

const lines = [];
for (const compressor of compressors) {
  const codecs = [{ name: "bytes", configuration: { endian: "little" } }, compressor];
  const encoded = await inThreadCoder.encode({ dataType: "uint16", shape: [64, 64], data: ramp() }, codecs);
  const byteLength = encoded.bytes.length;
  const { data } = await inThreadCoder.decode(encoded);
  const isSame = ramp().every((value, i) => value === data[i]);
  lines.push(
    `${compressor.name}: 8192 bytes in ${byteLength}, ${isSame ? "and the same again" : "and others then"}`,
  );
}
document.querySelector("pre").textContent = lines.join("\n");

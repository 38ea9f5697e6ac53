/**
 * Joining codestreams of one component each into one, without a colour transform: OpenJPEG's binding only encodes grey
 * and 8-bit colours. ITU-T T.800 Annex A, §B.12.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import { openCodestream } from "./jpeg2000-codestream.ts";
import { COD, EOC, marker, QCD, SIZ, SOC, SOD, SOT, segment } from "./jpeg2000-markers.ts";

const LRCP = 0;
/** Index, length, number of the part and of all parts. T.800 §A.4.2. */
const SOT_BYTES = 12;

/** `codestreams` each have one tile in one part, the same size and the same coding parameters. */
export function joinComponents(codestreams: readonly Bytes[]): Bytes {
  const packets: { readonly place: readonly number[]; readonly bytes: Bytes }[] = [];
  let segments: ReturnType<typeof openCodestream>["main"] = [];
  for (const [component, codestream] of codestreams.entries()) {
    const { main, parts } = openCodestream(codestream);
    segments = main;
    for (const { layer, resolution, number, bytes } of parts().flatMap((part) => part.packets)) {
      packets.push({ place: [layer, resolution, component, number], bytes });
    }
  }
  packets.sort((a, b) => a.place.map((value, i) => value - b.place[i]!).find((gap) => gap !== 0) ?? 0);
  const body = concatBytes([marker(SOD), ...packets.map(({ bytes }) => bytes)]);
  const start = new DataView(new ArrayBuffer(SOT_BYTES));
  start.setUint16(0, SOT);
  start.setUint16(2, SOT_BYTES - 2);
  start.setUint32(6, SOT_BYTES + body.byteLength);
  start.setUint8(11, 1);
  const header = segments.flatMap(({ marker: name, content }): Bytes[] => {
    switch (name) {
      case SIZ: {
        const own = content.subarray(36, 39);
        const components = codestreams.flatMap(() => [...own]);
        return [segment(name, [...content.subarray(0, 34), 0, codestreams.length, ...components])];
      }
      case COD:
        return [segment(name, [content[0]!, LRCP, ...content.subarray(2)])];
      case QCD:
        return [segment(name, content)];
      default:
        return [];
    }
  });
  return concatBytes([marker(SOC), ...header, new Uint8Array(start.buffer), body, marker(EOC)]);
}

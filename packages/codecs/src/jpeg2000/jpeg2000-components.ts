/**
 * Splitting a JPEG 2000 codestream into codestreams of its components, with unchanged packets: OpenJPEG's binding only
 * supports one component or three. ITU-T T.800 Annex A.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import { openCodestream } from "./jpeg2000-codestream.ts";
import {
  CAP,
  COC,
  COD,
  componentOf,
  EOC,
  marker,
  QCC,
  QCD,
  RGN,
  type Segment,
  SIZ,
  type Size,
  SOC,
  SOD,
  segment,
} from "./jpeg2000-markers.ts";

/** Components that are decoded together: three with a colour transform, or one. */
interface Group {
  readonly first: number;
  readonly count: number;
}

/** Codestreams of three components or one, together the components of `codestream` in order. */
export function splitComponents(codestream: Bytes): Bytes[] {
  const { main, size, parts } = openCodestream(codestream);
  const groups = groupsOf(main, size.components);
  const streams = groups.map((group): Bytes[] => [marker(SOC), ...printSegments(main, group, size)]);
  for (const { at, segments, packets } of parts()) {
    for (const [i, group] of groups.entries()) {
      const body = packets.filter(
        ({ component }) => component >= group.first && component < group.first + group.count,
      );
      const own = [...printSegments(segments, group, size), marker(SOD), ...body.map(({ bytes }) => bytes)];
      const start = codestream.slice(at, at + 12);
      const byteLength = own.reduce((sum, bytes) => sum + bytes.byteLength, start.byteLength);
      new DataView(start.buffer).setUint32(6, byteLength);
      streams[i]!.push(start, ...own);
    }
  }
  return streams.map((stream) => concatBytes([...stream, marker(EOC)]));
}

/** The first three components together if they have a colour transform, all others alone. T.800 Table A.17. */
function groupsOf(segments: readonly Segment[], components: number): Group[] {
  const isTransformed = segments.some(({ marker, content }) => marker === COD && content[4] === 1);
  const groups: Group[] = isTransformed && components >= 3 ? [{ first: 0, count: 3 }] : [];
  for (let first = groups[0]?.count ?? 0; first < components; first += 1) groups.push({ first, count: 1 });
  return groups;
}

/** The segments that apply to the components of `group`, which are numbered from 0. */
function printSegments(segments: readonly Segment[], group: Group, size: Size): Bytes[] {
  const { first, count } = group;
  const printed: Bytes[] = [];
  for (const { marker, content } of segments) {
    switch (marker) {
      case SIZ: {
        const own = content.subarray(36 + 3 * first, 36 + 3 * (first + count));
        printed.push(segment(marker, [...content.subarray(0, 34), 0, count, ...own]));
        break;
      }
      case COD:
        printed.push(
          segment(marker, [...content.subarray(0, 4), count === 3 ? 1 : 0, ...content.subarray(5)]),
        );
        break;
      case CAP:
      case QCD:
        printed.push(segment(marker, content));
        break;
      case COC:
      case QCC:
      case RGN: {
        const [component, rest] = componentOf(content, size);
        const index = component - first;
        if (index >= 0 && index < count) printed.push(segment(marker, [index, ...rest]));
      }
    }
  }
  return printed;
}

/**
 * Where the last match of an LZ4 block starts, in decoded bytes; minus infinity if it has none. Throws unless 5 or
 * more literals follow it. LZ4 Block Format Description (2022-07-31), "End of block conditions".
 */
export function lastMatchStart(block: Uint8Array): number {
  let start = Number.NEGATIVE_INFINITY;
  let decoded = 0;
  for (let at = 0; ; ) {
    const token = block[at++]!;
    let literals = token >> 4;
    if (literals === 15) {
      do literals += block[at]!;
      while (block[at++] === 255);
    }
    at += literals;
    decoded += literals;
    if (at >= block.length) {
      if (start >= 0 && literals < 5) throw new Error(`Block ends in ${literals} literals`);
      return start;
    }
    start = decoded;
    at += 2;
    let length = token & 15;
    if (length === 15) {
      do length += block[at]!;
      while (block[at++] === 255);
    }
    decoded += length + 4;
  }
}

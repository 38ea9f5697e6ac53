/** Reproducible input: a linear congruential generator of 32 bits, its high bits. */
export function randomSource(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Bytes that a codec can work on: runs, repeats of earlier bytes, slow gradients and noise, in turns. */
export function randomBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = randomSource(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const count = Math.min(length - at, 1 + random(random(4) === 0 ? 600 : 40));
    const kind = random(4);
    const first = random(256);
    const distance = at === 0 ? 0 : 1 + random(Math.min(at, random(2) === 0 ? 20 : 70000));
    for (let i = 0; i < count; i += 1, at += 1) {
      if (kind === 0) bytes[at] = first;
      else if (kind === 1 && distance > 0) bytes[at] = bytes[at - distance] ?? 0;
      else if (kind === 2) bytes[at] = first + (i >> 3);
      else bytes[at] = random(256);
    }
  }
  return bytes;
}

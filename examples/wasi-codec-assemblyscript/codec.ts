// @ts-nocheck: AssemblyScript, which has types of its own.
/**
 * A codec plugin in AssemblyScript: run-length encoding, pairs of a count from 1 to 255 and a byte.
 *
 * `__alloc` and `__free` of the language would do for memory; a bump pointer that is set back by `codec_free` is
 * enough, since the host frees all that it allocated before the next call.
 */

const PAGE: usize = 65536;
const FAILED: i32 = i32.MIN_VALUE;

let top: usize = __heap_base;
let allocated: i32 = 0;

export function codec_version(): i32 {
  return 1;
}

export function codec_alloc(byteLength: usize): usize {
  const start = (top + 15) & ~15;
  const end = start + byteLength;
  const missing = <isize>end - <isize>(<usize>memory.size() * PAGE);
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) return 0;
  top = end;
  allocated += 1;
  return start;
}

export function codec_free(_pointer: usize, _byteLength: usize): void {
  allocated -= 1;
  if (allocated === 0) top = __heap_base;
}

/** Takes `{}` alone. */
export function codec_open(_json: usize, jsonLength: usize): i32 {
  return jsonLength === 2 ? 0 : -1;
}

export function codec_encode(_handle: i32, src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  let written: usize = 0;
  for (let i: usize = 0; i < srcLength; written += 2) {
    const byte = load<u8>(src + i);
    let run: usize = 1;
    while (run < 255 && i + run < srcLength && load<u8>(src + i + run) === byte) run += 1;
    if (written + 2 <= dstLength) {
      store<u8>(dst + written, <u8>run);
      store<u8>(dst + written + 1, byte);
    }
    i += run;
  }
  return written > dstLength ? -(<i32>written) : <i32>written;
}

export function codec_decode(_handle: i32, src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  if (srcLength % 2 !== 0) return FAILED;
  let written: usize = 0;
  for (let i: usize = 0; i < srcLength; i += 2) {
    const run: usize = load<u8>(src + i);
    if (run === 0) return FAILED;
    if (written + run <= dstLength) memory.fill(dst + written, load<u8>(src + i + 1), run);
    written += run;
  }
  return written > dstLength ? -(<i32>written) : <i32>written;
}

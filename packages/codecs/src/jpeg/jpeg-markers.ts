/**
 * The markers of JPEG streams: a byte of 0xff, then one of these. ITU-T T.81 Table B.1; T.87 §C.1.1 has some of them too.
 *
 * @module
 */

export const MARKER = 0xff;
export const SOF0 = 0xc0;
export const SOF1 = 0xc1;
/** Lossless frames. */
export const SOF3 = 0xc3;
export const DHT = 0xc4;
const JPG = 0xc8;
export const DAC = 0xcc;
const SOF15 = 0xcf;
export const RST0 = 0xd0;
export const RST7 = 0xd7;
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const DRI = 0xdd;
export const APP0 = 0xe0;
export const APP14 = 0xee;

/** Whether a marker begins a frame header: three within their range do not. */
export function isFrame(marker: number): boolean {
  return marker >= SOF0 && marker <= SOF15 && marker !== DHT && marker !== JPG && marker !== DAC;
}

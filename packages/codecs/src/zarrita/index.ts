/**
 * Our codecs in zarrita's registry.
 *
 * @module
 */

export { type RegisterCodecsOptions, registerCodecs } from "./register-codecs.ts";
export type {
  ZarritaCodec,
  ZarritaCodecEntry,
  ZarritaCodecRegistry,
  ZarritaMetadata,
} from "./zarrita-types.ts";

/**
 * What zarrita 0.7 asks of codecs, as far as it matters here. Declared anew, so that no copy of zarrita is needed.
 *
 * @module
 */

/** zarrita's `registry`, or any map like it. */
export interface ZarritaCodecRegistry {
  get(name: string): (() => Promise<ZarritaCodecEntry>) | undefined;
  set(name: string, load: () => Promise<ZarritaCodecEntry>): unknown;
}

/** What stands in zarrita's registry for a codec's name. */
export interface ZarritaCodecEntry {
  fromConfig(configuration: unknown, meta?: ZarritaMetadata): ZarritaCodec;
}

/** Chunks at one point of a pipeline. Callers of early versions say `data_type` and no more. */
export interface ZarritaMetadata {
  readonly dataType?: string;
  readonly data_type?: string;
  readonly shape?: readonly number[];
  readonly codecs?: readonly { readonly name: string; readonly configuration?: unknown }[];
}

/** A codec as zarrita runs it. */
export interface ZarritaCodec {
  /** Never absent in a codec of ours; zarrita's own type leaves it open. */
  readonly kind?: "array_to_array" | "array_to_bytes" | "bytes_to_bytes" | undefined;
  /** Takes and gives what `kind` says: bytes, or elements with their shape and strides. */
  encode(decoded: unknown): unknown;
  decode(encoded: unknown): unknown;
  /** There for codecs whose encoded size follows from the decoded one alone. */
  computeEncodedSize?(decodedByteLength: number): number;
  /** There for codecs that change the type of elements. */
  getEncodedMeta?(meta: ZarritaMetadata): ZarritaMetadata;
}

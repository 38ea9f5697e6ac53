/**
 * The types of zarrita 0.7 that codecs need, declared here so that zarrita is not a dependency.
 *
 * @module
 */

/** zarrita's `registry`, or any map like it. */
export interface ZarritaCodecRegistry {
  get(name: string): (() => Promise<ZarritaCodecEntry>) | undefined;
  set(name: string, load: () => Promise<ZarritaCodecEntry>): unknown;
}

/** An entry of zarrita's registry. */
export interface ZarritaCodecEntry {
  fromConfig(configuration: unknown, meta?: ZarritaMetadata): ZarritaCodec;
}

/** The chunks at one point of a pipeline. Early versions pass only `data_type`. */
export interface ZarritaMetadata {
  readonly dataType?: string;
  readonly data_type?: string;
  readonly shape?: readonly number[];
  readonly codecs?: readonly { readonly name: string; readonly configuration?: unknown }[];
}

/** A codec as zarrita runs it. */
export interface ZarritaCodec {
  /** Always present in our codecs; optional in zarrita's own type. */
  readonly kind?: "array_to_array" | "array_to_bytes" | "bytes_to_bytes" | undefined;
  /** Input and output depend on `kind`: bytes, or elements with their shape and strides. */
  encode(decoded: unknown): unknown;
  decode(encoded: unknown): unknown;
  /** Present if the encoded size follows from the decoded one. */
  computeEncodedSize?(decodedByteLength: number): number;
  /** Present for codecs that change the data type. */
  getEncodedMeta?(meta: ZarritaMetadata): ZarritaMetadata;
}

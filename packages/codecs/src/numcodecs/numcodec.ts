/**
 * Adapts one of our codecs to a class of numcodecs.js.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";
import { type BytesToBytesCodec, exactly, UNSIZED } from "../codec.ts";
import { bindUnsized } from "../decode-unsized.ts";
import { decodeAlone, plainBytes, runAlone } from "../standalone.ts";

/** numcodecs.js's `Codec`. Rejects with "codec" for data that cannot be decoded. */
export interface Numcodec {
  encode(data: Uint8Array): Promise<Uint8Array>;
  /** Decodes into the start of `out`, if given; it is an error if that is too short. */
  decode(data: Uint8Array, out?: Uint8Array): Promise<Uint8Array>;
}

/** A codec's object in Zarr v2 metadata. */
export interface NumcodecConfiguration {
  readonly id?: string;
  readonly [option: string]: unknown;
}

/** numcodecs.js's `CodecConstructor`, with its classes' constructors. */
export interface NumcodecConstructor<Options extends readonly unknown[]> {
  readonly codecId: string;
  /** Throws "invalid-data" or "unsupported" for options that the codec does not accept. */
  fromConfig(configuration: NumcodecConfiguration): Numcodec;
  new (...options: Options): Numcodec;
}

/** The element size that numcodecs.js passes to blosc for bytes. */
const UNKNOWN_ELEMENT_SIZE = 4;

/** The class for `codec`. Its constructor takes the options in the order of `defaults`. */
export function defineNumcodec<Options extends readonly unknown[]>(
  id: string,
  codec: BytesToBytesCodec,
  defaults: JsonObject,
): NumcodecConstructor<Options> {
  return class implements Numcodec {
    static readonly codecId = id;
    readonly #configuration: JsonObject;

    constructor(...options: readonly unknown[]) {
      const [first] = options;
      // `fromConfig` passes options by name: some have no parameter in the constructor.
      const given = isNamed(first) ? first.named : byPlace(Object.keys(defaults), options);
      this.#configuration = configurationOf(defaults, given);
      codec.bind(this.#configuration, exactly(0, 1));
    }

    static fromConfig({ id: _id, ...named }: NumcodecConfiguration): Numcodec {
      return new this({ named });
    }

    async encode(data: Uint8Array): Promise<Uint8Array> {
      const elementSize = data.BYTES_PER_ELEMENT === 1 ? UNKNOWN_ELEMENT_SIZE : data.BYTES_PER_ELEMENT;
      const bytes = plainBytes(data);
      const transform = codec.bind(this.#configuration, exactly(bytes.byteLength, elementSize));
      return runAlone(id, "encode", () => transform.encode(bytes));
    }

    async decode(data: Uint8Array, out?: Uint8Array): Promise<Uint8Array> {
      const bytes = plainBytes(data);
      if (!out) return decodeAlone(id, bindUnsized(id, codec, this.#configuration), bytes, UNSIZED);
      const spec = { minByteLength: 0, maxByteLength: out.byteLength, elementSize: 1 };
      const transform = codec.bind(this.#configuration, spec);
      const target = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
      let isTaken = false;
      const decoded = await decodeAlone(id, transform, bytes, spec, (transient) => {
        target.set(transient);
        isTaken = true;
        return transient;
      });
      if (!isTaken) target.set(decoded);
      return out;
    }
  };
}

function isNamed(value: unknown): value is { readonly named: Readonly<Record<string, unknown>> } {
  return typeof value === "object" && value !== null && "named" in value;
}

function byPlace(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** The given options, with defaults for those that are absent or `undefined`. */
function configurationOf(defaults: JsonObject, given: Readonly<Record<string, unknown>>): JsonObject {
  const options = Object.entries(given).filter(([, value]) => value !== undefined);
  // The codec checks each option when it is bound.
  return { ...defaults, ...(Object.fromEntries(options) as JsonObject) };
}

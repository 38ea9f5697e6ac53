/**
 * Datatypes as HDF5 has them. HDF5 File Format Specification 4.0 §IV.A.2.d.
 *
 * @module
 */

import type { Shape } from "@chunkwright/core";

/** `byteLength` is that of an element as stored. */
export type Datatype =
  | IntegerDatatype
  | FloatDatatype
  | StringDatatype
  | { readonly class: "opaque"; readonly byteLength: number; readonly tag: string }
  | CompoundDatatype
  | { readonly class: "reference"; readonly byteLength: number; readonly kind: ReferenceKind }
  | EnumDatatype
  | { readonly class: "vlen"; readonly byteLength: number; readonly base: Datatype }
  | TextDatatype
  | { readonly class: "array"; readonly byteLength: number; readonly shape: Shape; readonly base: Datatype }
  | { readonly class: "complex"; readonly byteLength: number; readonly base: Datatype };

/** A byte order. */
export type Endian = "little" | "big";

/** Fixed-point numbers; bit fields are read as unsigned, times as signed integers. */
export interface IntegerDatatype {
  readonly class: "integer" | "bitfield" | "time";
  readonly byteLength: number;
  readonly endian: Endian;
  readonly isSigned: boolean;
  /** The lowest bit that counts, and how many do. */
  readonly bitOffset: number;
  readonly precision: number;
}

/** Floating-point numbers of any layout, IEEE 754 or not. HDF5 File Format Specification 4.0 §IV.A.2.d, class 1. */
export interface FloatDatatype {
  readonly class: "float";
  readonly byteLength: number;
  /** "vax": words of two bytes, the highest first, each little-endian. */
  readonly endian: Endian | "vax";
  readonly signBit: number;
  readonly exponentBit: number;
  readonly exponentBits: number;
  readonly exponentBias: number;
  readonly mantissaBit: number;
  readonly mantissaBits: number;
  /** Whether the mantissa's highest bit is 1 and not stored (IEEE 754), stored and always 1, or as it comes. */
  readonly normalization: "implied" | "msb-set" | "none";
}

/** What fills a string of fixed length up. HDF5 File Format Specification 4.0 §IV.A.2.d, class 3. */
export type StringPadding = "null-terminated" | "null-padded" | "space-padded";

/** What the bytes of text are said to be. Programs take both for UTF-8. */
export type StringCharset = "ascii" | "utf-8";

/** Strings of fixed length. HDF5 File Format Specification 4.0 §IV.A.2.d, class 3. */
export interface StringDatatype {
  readonly class: "string";
  readonly byteLength: number;
  readonly padding: StringPadding;
  readonly charset: StringCharset;
}

/** Strings of any length. HDF5 File Format Specification 4.0 §IV.A.2.d, class 9. */
export interface TextDatatype {
  readonly class: "vlen-string";
  readonly byteLength: number;
  readonly padding: StringPadding;
  readonly charset: StringCharset;
}

/** Records. HDF5 File Format Specification 4.0 §IV.A.2.d, class 6. */
export interface CompoundDatatype {
  readonly class: "compound";
  readonly byteLength: number;
  readonly members: readonly CompoundMember[];
}

/** A field of a record. */
export interface CompoundMember {
  readonly name: string;
  /** Place in the record. */
  readonly byteOffset: number;
  readonly datatype: Datatype;
}

/** Integers with names. HDF5 File Format Specification 4.0 §IV.A.2.d, class 8. */
export interface EnumDatatype {
  readonly class: "enum";
  readonly byteLength: number;
  readonly base: IntegerDatatype;
  readonly members: ReadonlyMap<string, number | bigint>;
}

/** What a reference refers to; "2" for those that HDF5 1.12 brought. */
export type ReferenceKind = "object" | "region" | "object2" | "region2" | "attribute2";

/**
 * The rules of OME-NGFF, each with the section of the specification that states it.
 *
 * @module
 */

/** RFC 2119: what breaks a MUST is invalid; what breaks a SHOULD is valid, but not recommended. */
export type NgffSeverity = "MUST" | "SHOULD";

/** What a rule demands, and where the specification says so. */
export interface NgffRuleText {
  readonly severity: NgffSeverity;
  /** Title of the section, the same in all versions that have the rule. */
  readonly section: string;
}

function must(section: string): NgffRuleText {
  return { severity: "MUST", section };
}

function should(section: string): NgffRuleText {
  return { severity: "SHOULD", section };
}

/** The name of a rule of OME-NGFF. */
export type NgffRule =
  | "document/version"
  | "document/same-version"
  | "document/zarr-format"
  | "axes/form"
  | "axes/unique"
  | "axes/types"
  | "axes/order"
  | "axes/zyx"
  | "axes/recommended"
  | "axes/unit"
  | "systems/form"
  | "systems/intrinsic"
  | "transformations/form"
  | "transformations/kinds"
  | "multiscales/form"
  | "multiscales/recommended"
  | "omero/form"
  | "labels/form"
  | "labels/listed"
  | "labels/type"
  | "labels/levels"
  | "image-label/form"
  | "image-label/unique"
  | "image-label/multiscales"
  | "image-label/recommended"
  | "plate/form"
  | "plate/unique"
  | "plate/well-position"
  | "plate/case"
  | "plate/recommended"
  | "plate/wells"
  | "well/form"
  | "well/acquisition"
  | "well/recommended"
  | "well/images"
  | "bioformats2raw/form"
  | "bioformats2raw/series"
  | "arrays/stored"
  | "arrays/rank"
  | "arrays/order"
  | "arrays/placement"
  | "arrays/separator"
  | "arrays/dimension-names";

/** `form` rules: required members are present, with the type, length and spelling that the schema demands. */
export const NGFF_RULES: { readonly [rule in NgffRule]: NgffRuleText } = {
  "document/version": must("OME-Zarr Metadata"),
  "document/same-version": must("OME-Zarr Metadata"),
  "document/zarr-format": must("On-disk (or in-cloud) layout"),
  "axes/form": must('"axes" metadata'),
  "axes/unique": must('"axes" metadata'),
  "axes/types": must('"multiscales" metadata'),
  "axes/order": must('"multiscales" metadata'),
  "axes/zyx": should('"multiscales" metadata'),
  "axes/recommended": should('"axes" metadata'),
  "axes/unit": should('"axes" metadata'),
  "systems/form": must('"coordinateSystems" metadata'),
  "systems/intrinsic": must('"multiscales" metadata'),
  "transformations/form": must('"coordinateTransformations" metadata'),
  "transformations/kinds": must('"multiscales" metadata'),
  "multiscales/form": must('"multiscales" metadata'),
  "multiscales/recommended": should('"multiscales" metadata'),
  "omero/form": must('"omero" metadata'),
  "labels/form": must('"labels" metadata'),
  "labels/listed": must('"labels" metadata'),
  "labels/type": must('"labels" metadata'),
  "labels/levels": must('"labels" metadata'),
  "image-label/form": must('"image-label" metadata'),
  "image-label/unique": must('"image-label" metadata'),
  "image-label/multiscales": must('"image-label" metadata'),
  "image-label/recommended": should('"image-label" metadata'),
  "plate/form": must('"plate" metadata'),
  "plate/unique": must('"plate" metadata'),
  "plate/well-position": must('"plate" metadata'),
  "plate/case": should('"plate" metadata'),
  "plate/recommended": should('"plate" metadata'),
  "plate/wells": must("High-content screening"),
  "well/form": must('"well" metadata'),
  "well/acquisition": must('"well" metadata'),
  "well/recommended": should('"well" metadata'),
  "well/images": must("High-content screening"),
  "bioformats2raw/form": must('"bioformats2raw.layout" metadata'),
  "bioformats2raw/series": must('"bioformats2raw.layout" metadata'),
  "arrays/stored": must('"multiscales" metadata'),
  "arrays/rank": must('"multiscales" metadata'),
  "arrays/order": must('"multiscales" metadata'),
  "arrays/placement": must('"multiscales" metadata'),
  "arrays/separator": must("Images"),
  "arrays/dimension-names": must('"multiscales" metadata'),
};

/** A place at which a rule is broken. */
export interface NgffFinding extends NgffRuleText {
  /** Path of the group or array from the root of what was validated; "" is the root. */
  readonly path: string;
  readonly rule: NgffRule;
  /** What was found, with the member and the value. */
  readonly message: string;
}

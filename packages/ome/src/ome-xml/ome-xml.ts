/**
 * OME-XML: which images a file holds, what their axes and channels mean, and where in TIFF files their planes lie.
 *
 * Only what is needed to read pixels is parsed, from any schema between 2008-09 and 2016-06; the document itself is
 * kept verbatim, since parsing and printing would not give the same bytes.
 *
 * @module
 */

import type { OmeModulo } from "./ome-modulo.ts";
import type { OmePlate } from "./ome-plate.ts";

/** The parts of an OME-XML document that are used. OME schema 2016-06. */
export interface OmeXml {
  readonly uuid?: string;
  /** The pixels are here, the metadata in another file. OME-TIFF specification, "Companion file". */
  readonly binaryOnly?: { readonly fileName: string; readonly uuid?: string };
  readonly images: readonly OmeImage[];
  /** Plates whose wells the images were taken in. */
  readonly plates?: readonly OmePlate[];
}

/** An `Image` of OME-XML. OME schema 2016-06. */
export interface OmeImage {
  readonly id?: string;
  readonly name?: string;
  readonly pixels: OmePixels;
  /** Axes that combine two dimensions. */
  readonly modulo?: readonly OmeModulo[];
}

/** The order of planes in OME-XML, the fastest dimension first. OME schema 2016-06. */
export type DimensionOrder = (typeof DIMENSION_ORDERS)[number];
/** A pixel type of OME-XML. OME schema 2016-06. */
export type PixelType = (typeof PIXEL_TYPES)[number];

/** The `Pixels` of an image of OME-XML. OME schema 2016-06. */
export interface OmePixels {
  readonly id?: string;
  /** Fastest axis first, as the attribute spells it. */
  readonly dimensionOrder: DimensionOrder;
  readonly type: PixelType;
  readonly sizeX: number;
  readonly sizeY: number;
  readonly sizeZ: number;
  /** Counts samples: an RGB image of one channel has 3. */
  readonly sizeC: number;
  readonly sizeT: number;
  /** Positive, with the unit's symbol. Absent if not known, which files also spell 0. */
  readonly physicalSizeX?: OmeQuantity;
  readonly physicalSizeY?: OmeQuantity;
  readonly physicalSizeZ?: OmeQuantity;
  readonly timeIncrement?: OmeQuantity;
  readonly channels: readonly OmeChannel[];
  readonly tiffData: readonly OmeTiffData[];
  /** Where the pixels are: in TIFF IFDs, unless the document holds them itself, or says that there are none. */
  readonly storage: "tiff" | "bin-data" | "metadata-only";
}

/** A number with its unit. */
export interface OmeQuantity {
  readonly value: number;
  readonly unit: string;
}

/** A `Channel` of OME-XML. OME schema 2016-06. */
export interface OmeChannel {
  readonly id?: string;
  readonly name?: string;
  readonly samplesPerPixel?: number;
  /** RGBA, red in the highest byte, as the signed integer that the attribute holds. */
  readonly color?: number;
}

/** A `TiffData` of OME-XML: where planes lie. OME schema 2016-06. */
export interface OmeTiffData {
  readonly ifd?: number;
  readonly firstZ: number;
  readonly firstC: number;
  readonly firstT: number;
  readonly planeCount?: number;
  readonly uuid?: string;
  readonly fileName?: string;
}

/** ome.xsd 2016-06, Pixels, DimensionOrder. */
export const DIMENSION_ORDERS = ["XYZCT", "XYZTC", "XYCTZ", "XYCZT", "XYTCZ", "XYTZC"] as const;

/** ome.xsd 2016-06, PixelType. */
export const PIXEL_TYPES = [
  "int8",
  "int16",
  "int32",
  "uint8",
  "uint16",
  "uint32",
  "float",
  "double",
  "complex",
  "double-complex",
  "bit",
] as const;

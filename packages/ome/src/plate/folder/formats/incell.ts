/**
 * Plates of GE's (Cytiva's) IN Cell Analyzer: an index `PLATE.xdce`, and a TIFF file for each plane.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { Channel } from "../../../image-model.ts";
import { type AxisSizes, micrometers } from "../../../tiff/assemble-image.ts";
import { elementName, walkXml } from "../../../xml/walk-xml.ts";
import type { XmlAttributes } from "../../../xml/xml-attributes.ts";
import { parsePlateTime } from "../../plate-time.ts";
import type { PlateFolderFormat, PlateIndex } from "../plate-format.ts";
import { invalidIndex, listedPath, type PlateListing } from "../plate-listing.ts";
import { type MeasuredPlane, measuredSizes } from "./measured-plane.ts";

const FORMAT = "incell";

export const inCell: PlateFolderFormat = {
  fileName: /\.xdce$/i,
  begins: /<ImageStack[\s/>]/,
  readListing: parseInCell,
};

/** Throws "invalid-data" for planes without a place, "unsupported" for the instrument's own format of pixels. */
function parseInCell({ bytes, fileName }: PlateIndex): PlateListing {
  const planes: MeasuredPlane[] = [];
  const channels = new Map<number, Channel>();
  let size = { rows: 0, columns: 0, firstRow: "A", firstColumn: "1" };
  let plane: Partial<MeasuredPlane> = {};
  let wave = -1;
  let step = 0;
  let sizes: AxisSizes = {};
  let startTime: number | undefined;
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      const number = (name: string) => integer(attributes, name);
      switch (elementName(path)) {
        case "Creation":
          startTime ??= parsePlateTime(`${attributes("date")}T${attributes("time")}`);
          break;
        case "Plate":
          if (attributes("rows") === undefined) break;
          size = { ...size, rows: Number(attributes("rows")), columns: Number(attributes("columns")) };
          break;
        case "NamingRows":
          size = { ...size, firstRow: attributes("begin") ?? "A" };
          break;
        case "NamingColumns":
          size = { ...size, firstColumn: attributes("begin") ?? "1" };
          break;
        case "ObjectiveCalibration": {
          const [x, y] = [Number(attributes("pixel_width")), Number(attributes("pixel_height"))];
          if (x > 0 && y > 0) sizes = micrometers(x, y);
          break;
        }
        case "Wavelength":
          if (attributes("fusion_wave") !== "true") wave += 1;
          if (Number(attributes("z_step")) > 0) step = Number(attributes("z_step"));
          break;
        case "EmissionFilter": {
          const name = attributes("name");
          // Filters that the instrument has besides are listed elsewhere.
          if (name && path.endsWith("/Wavelength/EmissionFilter")) channels.set(wave, { name });
          break;
        }
        case "Image":
          plane = {
            path: pathOf(attributes("filename") ?? ""),
            time: Number(attributes("acquisition_time_ms") ?? Number.NaN) / 1000,
          };
          break;
        case "Row":
          if (path.includes("/Image/")) plane = { ...plane, row: number("number") - 1 };
          break;
        case "Column":
          if (path.includes("/Image/")) plane = { ...plane, column: number("number") - 1 };
          break;
        case "Identifier": {
          const [field, t, c, z] = ["field_index", "time_index", "wave_index", "z_index"].map(number);
          plane = { ...plane, field: field!, t: t!, c: c!, z: z! };
        }
      }
    },
    close(path) {
      if (path.endsWith("/Image")) planes.push(placed(plane));
    },
  });
  return {
    format: FORMAT,
    name: fileName.replace(/\.[^.]*$/, ""),
    size,
    startTime,
    planes,
    channels,
    sizes: { ...sizes, ...measuredSizes(planes), ...(step > 0 && { z: { size: step, unit: "micrometer" } }) },
  };
}

function integer(attributes: XmlAttributes, name: string): number {
  const text = attributes(name)?.trim() ?? "";
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw invalidIndex(FORMAT, `${name} of an image is ${JSON.stringify(text)}`);
}

/** The path of a plane's file. Throws "unsupported" if it is not TIFF. */
function pathOf(fileName: string): string {
  if (fileName === "" || /\.tiff?$/i.test(fileName)) return listedPath(fileName);
  throw new StorageError("unsupported", `Cannot read the plate: ${fileName} is not a TIFF file`, {
    format: FORMAT,
    feature: "images other than TIFF",
  });
}

/** The plane, all of whose places have been read. Throws "invalid-data" if one is missing. */
function placed(plane: Partial<MeasuredPlane>): MeasuredPlane {
  const { row = -1, column = -1, field, t, c, z, path = "", time = Number.NaN } = plane;
  if (row < 0 || column < 0 || field === undefined || t === undefined || c === undefined || z === undefined) {
    throw invalidIndex(FORMAT, `the image ${path} has no place`);
  }
  return { row, column, field, t, c, z, path, time, height: Number.NaN };
}

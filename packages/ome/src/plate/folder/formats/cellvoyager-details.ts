/**
 * The files beside CellVoyager's list of planes: the measurement, the settings of its channels, and the plate.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Channel } from "../../../image-model.ts";
import { parseArgb } from "../../../parse-argb.ts";
import { type AxisSizes, micrometers } from "../../../tiff/assemble-image.ts";
import { walkXml } from "../../../xml/walk-xml.ts";
import { parsePlateTime } from "../../plate-time.ts";
import { listedPath } from "../plate-listing.ts";

/** What errors call the format. */
export const CELLVOYAGER = "cellvoyager";

/** What `MeasurementDetail.mrf` says. */
export interface CellVoyagerDetail {
  readonly rows: number;
  readonly columns: number;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Of the plate. */
  readonly name?: string | undefined;
  /** Names of other files. */
  readonly settings: string;
  readonly plateFile?: string | undefined;
  readonly sizes: AxisSizes;
}

/** What the file says; without one, nothing. */
export function parseDetail(bytes: Bytes | undefined): CellVoyagerDetail {
  let detail: CellVoyagerDetail = { rows: 0, columns: 0, settings: "", sizes: {} };
  if (!bytes) return detail;
  walkXml(bytes, CELLVOYAGER, {
    open(path, attributes) {
      if (path === "") {
        detail = {
          rows: Number(attributes("RowCount") ?? 0),
          columns: Number(attributes("ColumnCount") ?? 0),
          startTime: parsePlateTime(attributes("BeginTime")),
          endTime: parsePlateTime(attributes("EndTime")),
          settings: attributes("MeasurementSettingFileName")?.trim() ?? "",
          sizes: {},
        };
      }
      if (path === "/MeasurementSamplePlate") {
        const plateFile = attributes("WellPlateFileName")?.trim();
        const name = attributes("Name")?.trim();
        detail = { ...detail, name, plateFile: plateFile ? listedPath(plateFile) : undefined };
      }
      const [x, y] = ["Horizontal", "Vertical"].map((axis) => Number(attributes(`${axis}PixelDimension`)));
      const isFirst = path === "/MeasurementChannel" && detail.sizes.x === undefined;
      if (isFirst && x !== undefined && y !== undefined && x > 0 && y > 0) {
        detail = { ...detail, sizes: micrometers(x, y) };
      }
    },
  });
  return detail;
}

/** The dye and the colour of each channel, by its number. */
export function parseSettings(bytes: Bytes | undefined): ReadonlyMap<number, Channel> {
  const channels = new Map<number, Channel>();
  if (!bytes || bytes.byteLength === 0) return channels;
  walkXml(bytes, CELLVOYAGER, {
    open(path, attributes) {
      if (!path.endsWith("/Channel")) return;
      const name = ["Fluorophore", "Target", "Acquisition"]
        .map((said) => attributes(said)?.trim())
        .find(Boolean);
      const color = parseArgb(attributes("Color") ?? "");
      channels.set(Number(attributes("Ch")), {
        ...(name && { name }),
        ...(color !== undefined && { color }),
      });
    },
  });
  return channels;
}

/** What the `.wpi` file says. */
export interface CellVoyagerPlate {
  readonly name?: string | undefined;
  readonly rows?: number;
  readonly columns?: number;
}

export function parsePlate(bytes: Bytes | undefined): CellVoyagerPlate {
  let plate: CellVoyagerPlate = {};
  if (!bytes) return plate;
  walkXml(bytes, CELLVOYAGER, {
    open(path, attributes) {
      if (path !== "") return;
      const [rows, columns] = ["Rows", "Columns"].map((name) => Number(attributes(name)));
      plate = { name: attributes("Name"), ...(rows && { rows }), ...(columns && { columns }) };
    },
  });
  return plate;
}

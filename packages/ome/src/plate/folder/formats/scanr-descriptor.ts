/**
 * What `experiment_descriptor.xml` of scanR says. LabVIEW writes its data as nested elements, each with a `Name` and, if it is
 * a single value, a `Val`; elements of an array have no name of their own.
 *
 * @module
 */

import { type Bytes, decodeText } from "@chunkwright/core";
import { walkXml } from "../../../xml/walk-xml.ts";

export interface ScanRDescriptor {
  /** The name of the plate; "" if it has none. */
  readonly name: string;
  /** The number of rows and columns of the plate; 0 where the descriptor does not tell. */
  readonly rows: number;
  readonly columns: number;
  /** Names of the channels that were taken, in order. */
  readonly channels: readonly string[];
  /** The wells that were selected to be imaged. */
  readonly wells: readonly ScanRWell[];
  /** In micrometres; NaN where the descriptor does not tell. */
  readonly pixelSize: number;
  readonly sliceDistance: number;
  /** In seconds; NaN likewise. */
  readonly timeStep: number;
}

export interface ScanRWell {
  /** From 1, along rows. */
  readonly number: number;
  /** What files of the well are called. */
  readonly label?: string | undefined;
}

/** A channel that is taken to find the focus, and not stored. */
const AUTOFOCUS = "Autofocus";

/** Throws "invalid-data" for text that is not well-formed. */
export function parseScanRDescriptor(bytes: Bytes): ScanRDescriptor {
  const values = new Map<string, string>();
  const channels: string[] = [];
  const wells: ScanRWell[] = [];
  let name = "";
  let channel = "";
  let isInLayout = false;
  walkXml(withoutDeclaration(bytes), "scanr", {
    close(path, text) {
      const element = path.slice(path.lastIndexOf("/") + 1);
      if (text === "") return;
      if (element === "Name") {
        name = text;
        isInLayout ||= name === "format typedef";
      }
      if (element !== "Val") return;
      if (name === "name") channel = text;
      else if (name === "idle") {
        if (text === "0" && channel !== "" && channel !== AUTOFOCUS) channels.push(channel);
        channel = "";
      } else if (name === "well selection table + cDNA") {
        const last = wells.at(-1);
        if (/^\d{1,6}$/.test(text)) wells.push({ number: Number(text) });
        else if (last && last.label === undefined) wells[wells.length - 1] = { ...last, label: text };
      } else if (isInLayout || !LAYOUT.includes(name)) {
        if (!values.has(name)) values.set(name, text);
      }
    },
  });
  const number = (key: string) => {
    const value = Number(values.get(key) ?? Number.NaN);
    return Number.isFinite(value) ? value : Number.NaN;
  };
  const count = (key: string) => (Number.isInteger(number(key)) ? Math.max(number(key), 0) : 0);
  return {
    name: values.get("plate name") ?? "",
    rows: count("Rows"),
    columns: count("Columns"),
    channels,
    wells,
    pixelSize: number("conversion factor um/pixel"),
    sliceDistance: number("slices distance"),
    timeStep: number("timeloop delay [ms]") / 1000,
  };
}

/** Values that other sections have too: only those in the layout of the plate are meant. */
const LAYOUT = ["Rows", "Columns"];

/** The document as UTF-8, without its XML declaration: many files are Latin-1, whatever that says. */
function withoutDeclaration(bytes: Bytes): Bytes {
  return new TextEncoder().encode(decodeText(bytes).replace(/^[^<]*<\?xml[^>]*\?>/, ""));
}

/**
 * Plates in OME-XML: which images were taken in which wells. OME schema 2016-06, Plate.
 *
 * Pixels do not depend on them, so what is not as the schema wants it is left out rather than refused.
 *
 * @module
 */

import type { NamingConvention } from "../plate/plate-names.ts";
import { parsePlateTime } from "../plate/plate-time.ts";
import type { XmlAttributes } from "../xml/xml-attributes.ts";
import { defined, type Writable } from "./ome-elements.ts";

/** A `Plate` of OME-XML. OME schema 2016-06. */
export interface OmePlate {
  readonly name?: string;
  readonly rows?: number;
  readonly columns?: number;
  readonly rowNaming: NamingConvention;
  readonly columnNaming: NamingConvention;
  readonly wells: readonly OmeWell[];
  readonly acquisitions: readonly OmePlateAcquisition[];
}

/** A `Well` of OME-XML. OME schema 2016-06. */
export interface OmeWell {
  /** From 0; `undefined` if the document does not tell. */
  readonly row: number | undefined;
  readonly column: number | undefined;
  readonly samples: readonly OmeWellSample[];
}

/** A `WellSample` of OME-XML. OME schema 2016-06. */
export interface OmeWellSample {
  readonly id?: string;
  /** The image that was taken. */
  readonly imageRef?: string;
}

/** A `PlateAcquisition` of OME-XML. OME schema 2016-06. */
export interface OmePlateAcquisition {
  readonly name?: string;
  readonly description?: string;
  /** Milliseconds since 1970. */
  readonly startTime?: number;
  readonly endTime?: number;
  readonly maximumFieldCount?: number;
  /** IDs of the samples that were taken in it. */
  readonly sampleRefs: readonly string[];
}

const PLATE = "OME/Plate";

/** Plates that are still being read. */
export class OmePlatesDraft {
  readonly plates: Writable<OmePlate>[] = [];
  #wells: OmeWell[] = [];
  #samples: Writable<OmeWellSample>[] = [];
  #acquisitions: Writable<OmePlateAcquisition>[] = [];
  #sampleRefs: string[] = [];

  /** An element opens; `path` names it from the root. Returns what takes its text, if that counts. */
  open(path: string, attributes: XmlAttributes): ((part: string) => void) | undefined {
    switch (path) {
      case PLATE:
        this.#wells = [];
        this.#acquisitions = [];
        this.plates.push({ ...parsePlate(attributes), wells: this.#wells, acquisitions: this.#acquisitions });
        break;
      case `${PLATE}/Well`:
        this.#samples = [];
        this.#wells.push({
          row: count(attributes, "Row"),
          column: count(attributes, "Column"),
          samples: this.#samples,
        });
        break;
      case `${PLATE}/Well/WellSample`:
        this.#samples.push(defined({ id: attributes("ID") }));
        break;
      case `${PLATE}/Well/WellSample/ImageRef`:
        Object.assign(this.#samples.at(-1) ?? {}, defined({ imageRef: attributes("ID") }));
        break;
      case `${PLATE}/PlateAcquisition`:
        this.#sampleRefs = [];
        this.#acquisitions.push({ ...parseAcquisition(attributes), sampleRefs: this.#sampleRefs });
        break;
      case `${PLATE}/PlateAcquisition/WellSampleRef`:
        this.#sampleRefs.push(attributes("ID") ?? "");
        break;
      case `${PLATE}/PlateAcquisition/Description`:
        return this.#describe(this.#acquisitions.at(-1));
    }
    return undefined;
  }

  #describe(acquisition: Writable<OmePlateAcquisition> | undefined): (part: string) => void {
    return (part) => {
      if (acquisition) acquisition.description = `${acquisition.description ?? ""}${part}`;
    };
  }
}

function parsePlate(attributes: XmlAttributes): Omit<OmePlate, "wells" | "acquisitions"> {
  return {
    rowNaming: attributes("RowNamingConvention") === "number" ? "number" : "letter",
    columnNaming: attributes("ColumnNamingConvention") === "letter" ? "letter" : "number",
    ...defined({
      name: attributes("Name"),
      rows: count(attributes, "Rows"),
      columns: count(attributes, "Columns"),
    }),
  };
}

function parseAcquisition(attributes: XmlAttributes): Omit<OmePlateAcquisition, "sampleRefs"> {
  return defined({
    name: attributes("Name"),
    startTime: parsePlateTime(attributes("StartTime")),
    endTime: parsePlateTime(attributes("EndTime")),
    maximumFieldCount: count(attributes, "MaximumFieldCount") || undefined,
  });
}

function count(attributes: XmlAttributes, name: string): number | undefined {
  const text = attributes(name)?.trim() ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

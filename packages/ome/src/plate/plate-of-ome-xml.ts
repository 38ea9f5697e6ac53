/**
 * The plate of an OME-XML document, its wells referring to images by their place in the document.
 *
 * @module
 */

import { examplesOf, printExamples } from "../examples.ts";
import type { OmePlate, OmePlateAcquisition, OmeWell } from "../ome-xml/ome-plate.ts";
import { MAX_PLATE_LENGTH, type Plate, type PlateAcquisition, type PlateField } from "./plate.ts";
import { plateNames } from "./plate-names.ts";

/** A plate, if there is one, and what the document says of plates beyond that. */
export interface FoundPlate {
  readonly plate?: Plate;
  readonly warnings: readonly string[];
}

/** The one plate that has some of the images, which are named by their IDs. Several plates are none, with a warning. */
export function plateOfOmeXml(
  plates: readonly OmePlate[],
  imageIds: readonly (string | undefined)[],
): FoundPlate {
  const places = new Map(imageIds.flatMap((id, image) => (id === undefined ? [] : [[id, image] as const])));
  const hasImages = ({ wells }: OmePlate) =>
    wells.some(({ samples }) =>
      samples.some(({ imageRef }) => imageRef !== undefined && places.has(imageRef)),
    );
  const [found, ...others] = plates.filter(hasImages);
  if (!found) return { warnings: [] };
  if (others.length > 0) {
    const fact = `it describes ${others.length + 1}`;
    return { warnings: [`The plates of the OME-XML are left aside: ${fact}`] };
  }
  const { name, rows = 0, columns = 0, rowNaming, columnNaming, acquisitions } = found;
  const wells = found.wells.filter(isPlaced);
  const rowCount = wells.reduce((count, { row }) => Math.max(count, row + 1), rows);
  const columnCount = wells.reduce((count, { column }) => Math.max(count, column + 1), columns);
  if (Math.max(rowCount, columnCount) > MAX_PLATE_LENGTH || wells.length < found.wells.length) {
    const fact = `it has ${rowCount} rows and ${columnCount} columns, and ${found.wells.length - wells.length} wells without a place`;
    return { warnings: [`The plate of the OME-XML is left aside: ${fact}`] };
  }
  const acquisitionOf = new Map(
    acquisitions.flatMap(({ sampleRefs }, id) => sampleRefs.map((sample) => [sample, id] as const)),
  );
  const absent: string[] = [];
  const fields = ({ samples }: OmeWell): PlateField[] =>
    samples.flatMap(({ id = "", imageRef }) => {
      if (imageRef === undefined) return [];
      const image = places.get(imageRef);
      const acquisition = acquisitionOf.get(id);
      if (image !== undefined) return [{ image, ...(acquisition !== undefined && { acquisition }) }];
      absent.push(imageRef);
      return [];
    });
  const plate = {
    ...(name !== undefined && { name }),
    rows: plateNames(rowCount, rowNaming),
    columns: plateNames(columnCount, columnNaming),
    wells: wells.map((well) => ({ row: well.row, column: well.column, fields: fields(well) })),
    acquisitions: acquisitions.map(acquisitionOfOme),
  };
  if (absent.length === 0) return { plate, warnings: [] };
  const examples = printExamples(examplesOf(absent));
  return { plate, warnings: [`The plate of the OME-XML lists images that it lacks: ${examples}`] };
}

type PlacedWell = OmeWell & { readonly row: number; readonly column: number };

function isPlaced(well: OmeWell): well is PlacedWell {
  return well.row !== undefined && well.column !== undefined;
}

function acquisitionOfOme({ sampleRefs: _, ...told }: OmePlateAcquisition, id: number): PlateAcquisition {
  return { id, ...told };
}

/**
 * How the tiles of a Ventana slide join: areas of interest and the overlaps of neighbours in EncodeInfo. "Digital
 * Pathology: BIF image file format" (Roche 2020); their mean and the places of areas as OpenSlide has them.
 *
 * @module
 */

import type { XmlElement } from "../../xml/xml-element.ts";
import { elementsNamed, numberIn } from "../../xml/xml-tree.ts";
import type { TileJoints } from "./joined-tiles.ts";

/**
 * The joints of a slide whose tiles overlap; `undefined` where they do not, or where the document is incomplete.
 * `stored`: the sides of the finest level as it is stored.
 */
export function parseBifJoints(
  encodeInfo: XmlElement,
  stored: { readonly x: number; readonly y: number },
): TileJoints | undefined {
  const infos = elementsNamed(encodeInfo, "ImageInfo");
  const origins = elementsNamed(encodeInfo, "AoiOrigin").flatMap(({ children }) => children);
  const scanned = infos.flatMap((info, i) =>
    numberIn(info, "AOIScanned") === 0 ? [] : [[info, origins[i]!] as const],
  );
  const [first] = scanned;
  if (!first || origins.length !== infos.length) return undefined;
  const tile = { x: numberIn(first[0], "Width") ?? 0, y: numberIn(first[0], "Height") ?? 0 };
  if (tile.x <= 0 || tile.y <= 0) return undefined;
  const joints = scanned.flatMap(([info]) => elementsNamed(info, "TileJointInfo"));
  const overlap = {
    x: meanOverlap(joints, /^(RIGHT|LEFT)$/, "OverlapX"),
    y: meanOverlap(joints, /^(UP|DOWN)$/, "OverlapY"),
  };
  const step = { x: tile.x - overlap.x, y: tile.y - overlap.y };
  if ((overlap.x === 0 && overlap.y === 0) || step.x < 1 || step.y < 1) return undefined;
  const areas = scanned.map(([info, origin]) => {
    const [columns, rows] = [numberIn(info, "NumCols") ?? 0, numberIn(info, "NumRows") ?? 0];
    const [column, row] = [
      (numberIn(origin, "OriginX") ?? 0) / tile.x,
      (numberIn(origin, "OriginY") ?? 0) / tile.y,
    ];
    // From the left, and from below, where the slide's origin is.
    const place = { x: numberIn(info, "Pos-X"), y: numberIn(info, "Pos-Y") };
    return { columns, rows, column, row, place, height: (rows - 1) * step.y + tile.y };
  });
  const isInside = ({ columns, rows, column, row }: (typeof areas)[number]) =>
    [columns, rows, column, row].every(isCount) &&
    (column + columns - 1) * tile.x < stored.x &&
    (row + rows - 1) * tile.y < stored.y;
  if (!areas.every(isInside) || areas.some(({ place }) => !isNear(place.x) || !isNear(place.y)))
    return undefined;
  const top = areas.reduce((most, { place, height }) => Math.max(most, (place.y ?? 0) + height), -FAR);
  return {
    tile,
    step,
    areas: areas.map(({ place, height, ...area }) => ({
      ...area,
      x: place.x === undefined ? area.column * step.x : Math.floor(place.x),
      y: place.y === undefined ? area.row * step.y : top - place.y - height,
    })),
  };
}

/** Weighted by the scanner's confidence. */
function meanOverlap(joints: readonly XmlElement[], directions: RegExp, attribute: string): number {
  let [sum, weights] = [0, 0];
  for (const joint of joints) {
    if (!directions.test(joint.attributes.get("Direction") ?? "")) continue;
    const weight = numberIn(joint, "Confidence") ?? 0;
    sum += weight * (numberIn(joint, attribute) ?? 0);
    weights += weight;
  }
  return weights === 0 ? 0 : sum / weights;
}

/** No slide has so many pixels. */
const FAR = 2 ** 28;

function isNear(place = 0): boolean {
  return Math.abs(place) < FAR;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

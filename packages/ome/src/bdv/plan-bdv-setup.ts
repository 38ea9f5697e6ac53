/**
 * How a channel of an image becomes a setup of BigDataViewer.
 *
 * @module
 */

import type { Channel, Image } from "../image-model.ts";
import { symbolOfUnit } from "../physical-unit.ts";
import { metersOf } from "../unit-size.ts";
import { bdvChannel, bdvChannelFields } from "./bdv-channel.ts";
import type { BdvDialectSetup } from "./bdv-dialect.ts";
import type { BdvEntity, BdvSetup, BdvTransform, BdvVector } from "./bdv-document.ts";
import { firstRegistration } from "./bdv-images.ts";
import { bdvPlacement } from "./bdv-placement.ts";
import { javaDouble } from "./print-bdv.ts";

/** What numbers and names setups get. */
export interface Numbering {
  readonly firstId: number;
  /** Number of the image, if its document has several. */
  readonly tile: number | undefined;
  readonly keepsIds: boolean;
}

/** Numbers and names of the setups of one image. */
export interface SetupNumbering extends Numbering {
  /** Whether setups keep the names that they were read with. */
  readonly hasOwnNames: boolean;
}

/** Channel `c` of the image; `kept` is the setup that it was read from, if any. */
export function planBdvSetup(
  image: Image,
  c: number,
  kept: BdvDialectSetup | undefined,
  { firstId, tile, keepsIds, hasOwnNames }: SetupNumbering,
): BdvDialectSetup {
  const { source, scale, translation } = image.levels[0];
  const [timePoints = 1, , z = 1, y = 1, x = 1] = source.info.shape;
  const voxelSize = voxelSizeOf(image);
  const calibration: BdvTransform = { name: "calibration", affine: affineOf(image, voxelSize.size) };
  const own = kept && bdvPlacement(kept, firstRegistration(kept));
  const isPlaced =
    own !== undefined &&
    own.unit === image.axes[4]?.unit &&
    areClose(own.scale, scale.slice(2)) &&
    areClose(own.translation, translation.slice(2));
  const id = kept && keepsIds ? kept.id : firstId;
  const base: BdvSetup =
    isPlaced && kept ? kept : { id, name: image.name, voxelSize, attributes: kept?.attributes ?? {} };
  return {
    ...base,
    id,
    name: (hasOwnNames && kept?.name) || image.name,
    size: [x, y, z],
    attributes: attributesOf(image, c, kept, tile),
    registrations:
      isPlaced && kept
        ? kept.registrations
        : new Array<readonly BdvTransform[]>(timePoints).fill([calibration]),
    missing: kept?.missing ?? [],
  };
}

/** The attributes that the setup was read with, and the channel as it is shown now. */
function attributesOf(
  image: Image,
  c: number,
  kept: BdvDialectSetup | undefined,
  tile: number | undefined,
): Readonly<Record<string, BdvEntity>> {
  const now = image.channels[c] ?? {};
  const { dataType } = image.levels[0].source.info;
  if (kept && hasSameDisplay(now, bdvChannel(kept, dataType))) return kept.attributes;
  const { displaysettings: _shownOtherwise, ...others } = kept?.attributes ?? {};
  const id = kept?.attributes.channel?.id ?? c;
  return {
    ...(kept ? others : tile !== undefined && { tile: { id: tile, fields: { name: `${tile}` } } }),
    channel: { id, fields: { ...kept?.attributes.channel?.fields, ...bdvChannelFields(now, id) } },
  };
}

function hasSameDisplay(a: Channel, b: Channel): boolean {
  return (
    a.name === b.name &&
    a.color === b.color &&
    a.window?.start === b.window?.start &&
    a.window?.end === b.window?.end
  );
}

/** Along x, y and z, in the unit of x. */
export function voxelSizeOf({ axes, levels }: Image): { readonly unit: string; readonly size: BdvVector } {
  const unit = axes[4]?.unit;
  const meters = unit === undefined ? undefined : metersOf(unit);
  const [x = 1, y = 1, z = 1] = [4, 3, 2].map((axis) => {
    const own = axes[axis]?.unit === undefined ? undefined : metersOf(axes[axis].unit);
    const size = levels[0].scale[axis] ?? 1;
    return own === undefined || meters === undefined || own === meters ? size : (size * own) / meters;
  });
  return { unit: (unit !== undefined && symbolOfUnit(unit)) || "pixel", size: [x, y, z] };
}

/** Voxels to the world, whose unit is that of the voxel size. */
function affineOf({ levels }: Image, size: BdvVector): string {
  const { scale, translation } = levels[0];
  const rows = [0, 1, 2].map((row) => {
    const axis = 4 - row;
    const offset = (translation[axis]! / scale[axis]!) * size[row]!;
    const exact = size[row] === scale[axis] ? translation[axis]! : offset;
    return [0, 1, 2].map((column) => (column === row ? size[row]! : 0)).concat(exact);
  });
  return rows.flat().map(javaDouble).join(" ");
}

function areClose(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= 1e-12 * Math.max(Math.abs(value), Math.abs(b[i]!)));
}

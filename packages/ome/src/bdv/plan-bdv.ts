/**
 * How images become views of BigDataViewer: a setup for each channel.
 *
 * @module
 */

import { type DataType, StorageError } from "@chunkwright/core";
import { withFiveAxes } from "../five-axes.ts";
import type { Channel, Image, ImageCollection } from "../image-model.ts";
import { symbolOfUnit } from "../physical-unit.ts";
import { metersOf } from "../unit-size.ts";
import { bdvChannel, bdvChannelFields } from "./bdv-channel.ts";
import { type BdvDialect, type BdvDialectSetup, parseBdvDialect } from "./bdv-dialect.ts";
import type {
  BdvDocument,
  BdvEntity,
  BdvRegistration,
  BdvSetup,
  BdvTransform,
  BdvVector,
} from "./bdv-document.ts";
import { firstRegistration } from "./bdv-images.ts";
import { bdvPlacement } from "./bdv-placement.ts";
import { bdvPlaces } from "./bdv-places.ts";
import { javaDouble } from "./print-bdv.ts";

/** What to write so that BigDataViewer shows some images. */
export interface BdvPlan {
  readonly images: readonly BdvImagePlan[];
  readonly timepoints: readonly number[];
}

/** The setups and levels that an image becomes. */
export interface BdvImagePlan {
  /** With the axes t, c, z, y, x. */
  readonly image: Image;
  /** Numbers of its time points and, by channel, of its setups. */
  readonly timepoints: readonly number[];
  readonly setups: readonly BdvDialectSetup[];
  /** Of elements as they are stored: uint16 goes as int16, which every BigDataViewer reads as uint16. */
  readonly storedType: DataType;
  /** What the setups say of their elements, if anything. */
  readonly dataType: string | undefined;
}

/** What N5 has, and BigDataViewer with it. */
const DATA_TYPES: readonly DataType[] = [
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "int8",
  "int16",
  "int32",
  "int64",
  "float32",
  "float64",
];

/**
 * Setups and time points keep the numbers and the registrations that they came with, affines to the letter, where the
 * image still lies where they say. Throws "unsupported" for data types and axes that BigDataViewer does not have.
 */
export function planBdv({ images }: ImageCollection): BdvPlan {
  const known = images.map((image) => parseBdvDialect(image.dialects?.bdv));
  const ids = known.flatMap((dialect) => dialect?.setups.map(({ id }) => id) ?? []);
  const areDistinct = new Set(ids).size === ids.length && known.every((dialect) => dialect !== undefined);
  let next = 0;
  const plans = images.map((original, n) => {
    const image = withFiveAxes(original, "BigDataViewer");
    const plan = planImage(image, known[n], {
      firstId: next,
      tile: images.length > 1 ? n : undefined,
      keepsIds: areDistinct,
    });
    next += plan.setups.length;
    return plan;
  });
  return {
    images: plans,
    timepoints: [...new Set(plans.flatMap(({ timepoints }) => timepoints))].sort((a, b) => a - b),
  };
}

/** The document of views that have been written, but for `missing` ones, whose pixels are in `file`. */
export function bdvDocument(
  { images, timepoints }: BdvPlan,
  file: string,
  missing: BdvDocument["missing"],
): BdvDocument {
  return {
    loader: "hdf5",
    file,
    partitions: [],
    setups: images.flatMap(({ setups }) => setups).toSorted((a, b) => a.id - b.id),
    timepoints,
    missing,
    registrations: images.flatMap(registrationsOf),
    places: images.flatMap(
      ({ image, setups }) =>
        bdvPlaces(
          image,
          setups.map(({ id }) => id),
          voxelSizeOf(image).size,
        ) ?? [],
    ),
    leftOut: [],
  };
}

function registrationsOf({ setups, timepoints }: BdvImagePlan): readonly BdvRegistration[] {
  return timepoints.flatMap((timepoint, t) =>
    setups.flatMap(({ id, registrations }) => {
      const transforms = registrations[t];
      return transforms ? [{ timepoint, setup: id, transforms }] : [];
    }),
  );
}

interface Numbering {
  readonly firstId: number;
  /** What tells images of one document apart. */
  readonly tile: number | undefined;
  readonly keepsIds: boolean;
}

interface SetupNumbering extends Numbering {
  /** Whether setups keep the names that they came with. */
  readonly hasOwnNames: boolean;
}

/** Setups of one name are called like the image, which is called like them. */
function areNamedApart(dialect: BdvDialect): boolean {
  return new Set(dialect.setups.map(({ name }) => name)).size > 1;
}

function planImage(image: Image, dialect: BdvDialect | undefined, numbering: Numbering): BdvImagePlan {
  const { dataType, shape } = image.levels[0].source.info;
  if (!DATA_TYPES.includes(dataType)) throw unsupported(`${dataType} elements`);
  if (shape.includes(0)) throw unsupported(`an image of [${shape}]`);
  const [timePoints = 1, channels = 1] = shape;
  const fits = dialect?.timepoints.length === timePoints && dialect.setups.length === channels;
  const timepoints = fits ? dialect.timepoints : Array.from({ length: timePoints }, (_, t) => t);
  return {
    image,
    timepoints,
    setups: Array.from({ length: channels }, (_, c) =>
      setupOf(image, c, fits ? dialect.setups[c] : undefined, {
        ...numbering,
        firstId: numbering.firstId + c,
        hasOwnNames: fits && areNamedApart(dialect),
      }),
    ),
    storedType: dataType === "uint16" ? "int16" : dataType,
    dataType: dataType === "uint16" ? undefined : dataType,
  };
}

function setupOf(
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

/** Those that the setup came with; of the channel what is shown now. */
function attributesOf(
  image: Image,
  c: number,
  kept: BdvDialectSetup | undefined,
  tile: number | undefined,
): Readonly<Record<string, BdvEntity>> {
  const now = image.channels[c] ?? {};
  const { dataType } = image.levels[0].source.info;
  if (kept && isShownAlike(now, bdvChannel(kept, dataType))) return kept.attributes;
  const { displaysettings: _shownOtherwise, ...others } = kept?.attributes ?? {};
  const id = kept?.attributes.channel?.id ?? c;
  return {
    ...(kept ? others : tile !== undefined && { tile: { id: tile, fields: { name: `${tile}` } } }),
    channel: { id, fields: { ...kept?.attributes.channel?.fields, ...bdvChannelFields(now, id) } },
  };
}

function isShownAlike(a: Channel, b: Channel): boolean {
  return (
    a.name === b.name &&
    a.color === b.color &&
    a.window?.start === b.window?.start &&
    a.window?.end === b.window?.end
  );
}

/** Along x, y and z, in the unit of x. */
function voxelSizeOf({ axes, levels }: Image): { readonly unit: string; readonly size: BdvVector } {
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

function unsupported(what: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write BigDataViewer: it cannot hold ${what}`, {
    format: "bdv",
    feature: what,
  });
}

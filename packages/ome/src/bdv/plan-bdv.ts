/**
 * How images become views of BigDataViewer: a setup for each channel.
 *
 * @module
 */

import { type DataType, StorageError } from "@chunkwright/core";
import { withFiveAxes } from "../five-axes.ts";
import type { Image, ImageCollection } from "../image-model.ts";
import { type BdvDialect, type BdvDialectSetup, parseBdvDialect } from "./bdv-dialect.ts";
import type { BdvDocument, BdvRegistration } from "./bdv-document.ts";
import { bdvPlaces } from "./bdv-places.ts";
import { type Numbering, planBdvSetup, voxelSizeOf } from "./plan-bdv-setup.ts";

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
  /** Type of the stored elements: uint16 is stored as int16, which every BigDataViewer reads as uint16. */
  readonly storedType: DataType;
  /** What the setups say of their element type, if anything. */
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
 * Setups and time points keep the numbers and registrations that they were read with, affines to the letter, if the
 * image still lies where these say. Throws "unsupported" for data types and axes that BigDataViewer does not have.
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

/** Whether the setups have different names; if they share one, it is the image's. */
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
      planBdvSetup(image, c, fits ? dialect.setups[c] : undefined, {
        ...numbering,
        firstId: numbering.firstId + c,
        hasOwnNames: fits && areNamedApart(dialect),
      }),
    ),
    storedType: dataType === "uint16" ? "int16" : dataType,
    dataType: dataType === "uint16" ? undefined : dataType,
  };
}

function unsupported(what: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write BigDataViewer: it cannot hold ${what}`, {
    format: "bdv",
    feature: what,
  });
}

/**
 * How images become views of BigDataViewer: a setup for each channel.
 *
 * @module
 */

import { type DataType, jsonEquals, StorageError } from "@chunkwright/core";
import { withFiveAxes } from "../five-axes.ts";
import type { Image, ImageCollection } from "../image-model.ts";
import { type Terms, unstatedTerms } from "../unstated-terms.ts";
import { bdvChannel } from "./bdv-channel.ts";
import { type BdvDialect, type BdvDialectSetup, parseBdvDialect } from "./bdv-dialect.ts";
import type { BdvDocument, BdvEntity, BdvRegistration, BdvView } from "./bdv-document.ts";
import { firstRegistration } from "./bdv-images.ts";
import { bdvPlacement } from "./bdv-placement.ts";
import { type BdvPlaces, bdvPlaces } from "./bdv-places.ts";
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
  /** The element type that the setups state, if any. */
  readonly dataType: string | undefined;
}

/** The data types of N5, which are those of BigDataViewer. */
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
    images: withDistinctChannels(plans),
    timepoints: [...new Set(plans.flatMap(({ timepoints }) => timepoints))].sort((a, b) => a - b),
  };
}

/** The document of the views whose pixels are in `file`; `missing` views have none. */
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
    missing: [...missing, ...images.flatMap((image) => viewsWithout(image, timepoints))],
    registrations: images.flatMap(registrationsOf),
    places: images.flatMap((plan) => placesIn(plan, timepoints) ?? []),
    leftOut: [],
  };
}

/** Views at time points that the document has, and the image has not. */
function viewsWithout({ setups, timepoints: own }: BdvImagePlan, all: readonly number[]): BdvView[] {
  const present = new Set(own);
  const without = all.filter((timepoint) => !present.has(timepoint));
  return without.flatMap((timepoint) => setups.map(({ id }) => ({ timepoint, setup: id })));
}

function placesIn(
  { image, setups, timepoints }: BdvImagePlan,
  all: readonly number[],
): BdvPlaces | undefined {
  const terms = unstatedTerms(image, statedTerms(image, setups));
  const ids = setups.map(({ id }) => id);
  return bdvPlaces(image, ids, voxelSizeOf(image).size, {
    ...(timepoints.length < all.length && { timepoints }),
    ...(terms && { terms }),
  });
}

/** The terms of an image that its setups state. They state no times, which `bdvPlaces` keeps. */
function statedTerms(
  { axes, levels: [{ source, ...own }] }: Image,
  setups: readonly BdvDialectSetup[],
): Terms {
  const [first] = setups;
  const { scale, translation, unit } = bdvPlacement(first!, firstRegistration(first!));
  return {
    axes: axes.map(({ unit: stated, ...axis }) => {
      const known = axis.name === "t" ? stated : axis.name === "c" ? undefined : unit;
      return { ...axis, ...(known !== undefined && { unit: known }) };
    }),
    scale: [own.scale[0]!, 1, ...scale],
    translation: [own.translation[0]!, 0, ...translation],
    channels: setups.map((setup) => bdvChannel(setup, source.info.dataType)),
  };
}

/** Setups of different images that show a channel of one number differently get channels of other numbers. */
function withDistinctChannels(images: readonly BdvImagePlan[]): readonly BdvImagePlan[] {
  const known = new Map<number, BdvEntity["fields"]>();
  const distinct = (channel: BdvEntity, taken: Set<number>): BdvEntity => {
    const isOwnName = channel.fields.name !== `${channel.id}`;
    const numbered = (id: number) => (isOwnName ? channel.fields : { ...channel.fields, name: `${id}` });
    const candidates = [channel.id, ...known.keys(), Math.max(-1, ...known.keys()) + 1];
    const isFree = (id: number) => !taken.has(id) && jsonEquals(known.get(id) ?? numbered(id), numbered(id));
    const id = candidates.find(isFree)!;
    known.set(id, numbered(id));
    taken.add(id);
    return { id, fields: numbered(id) };
  };
  return images.map((image) => {
    const taken = new Set<number>();
    const setups = image.setups.map(({ attributes: { channel, ...others }, ...setup }) => ({
      ...setup,
      attributes: { ...others, ...(channel && { channel: distinct(channel, taken) }) },
    }));
    return { ...image, setups };
  });
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

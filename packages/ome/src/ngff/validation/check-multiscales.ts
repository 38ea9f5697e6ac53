/**
 * Rules about images: `multiscales` and `omero`.
 *
 * @module
 */

import { type JsonObject, showJson } from "@chunkwright/core";
import { isFrom } from "../ngff-version.ts";
import { checkAxes, checkAxisNames } from "./check-axes.ts";
import { checkDatasetTransformations, checkSystems } from "./check-systems.ts";
import { checkTransformations } from "./check-transformations.ts";
import type { Checker, NamedObject } from "./checker.ts";

/** OME-NGFF 0.1 to OME-Zarr 0.6, "multiscales" metadata. */
export function checkMultiscales(attributes: JsonObject, check: Checker): void {
  const images = check.objects("multiscales/form", attributes.multiscales, "multiscales");
  for (const image of images) checkMultiscale(image, check);
}

function checkMultiscale({ object, member }: NamedObject, check: Checker): void {
  const { version } = check;
  const isUnwrapped = !isFrom(version, "0.5");
  if (object.name !== undefined) check.text("multiscales/form", object.name, `${member}.name`);
  if (isUnwrapped) check.ownVersion("document/version", object, member);
  const recommended = ["name", "type", "metadata", ...(isUnwrapped ? ["version"] : [])];
  check.recommend("multiscales/recommended", object, recommended, member);
  const datasets = check.list("multiscales/form", object.datasets, `${member}.datasets`, 1);
  const named = datasets.flatMap((item, i) => {
    const dataset = check.object("multiscales/form", item, `${member}.datasets[${i}]`);
    return dataset ? [{ object: dataset, member: `${member}.datasets[${i}]` }] : [];
  });
  for (const dataset of named) check.text("multiscales/form", dataset.object.path, `${dataset.member}.path`);
  switch (version) {
    case "0.1":
    case "0.2":
      return;
    case "0.3":
      checkAxisNames(object.axes, `${member}.axes`, check);
      return;
    case "0.4":
    case "0.5":
      checkAxes(object.axes, `${member}.axes`, check);
      for (const { object: dataset, member: where } of named) {
        checkTransformations(dataset.coordinateTransformations, `${where}.coordinateTransformations`, check);
      }
      if (object.coordinateTransformations !== undefined) {
        checkTransformations(object.coordinateTransformations, `${member}.coordinateTransformations`, check);
      }
      return;
    case "0.6":
      checkSystems(object, member, check);
      checkDatasetTransformations(named, check);
  }
}

const WINDOW = ["start", "min", "end", "max"];

/** OME-NGFF 0.1 to OME-Zarr 0.6, "omero" metadata; a channel's window and colour are required up to 0.4. */
export function checkOmero(attributes: JsonObject, check: Checker): void {
  const omero = check.object("omero/form", attributes.omero, "omero");
  if (!omero) return;
  const isRequired = !isFrom(check.version, "0.5");
  for (const [i, item] of check.list("omero/form", omero.channels, "omero.channels").entries()) {
    const member = `omero.channels[${i}]`;
    const channel = check.object("omero/form", item, member);
    if (!channel) continue;
    for (const name of ["color", "label", "family"]) {
      if (channel[name] !== undefined || (name === "color" && isRequired)) {
        check.text("omero/form", channel[name], `${member}.${name}`);
      }
    }
    if (channel.active !== undefined && typeof channel.active !== "boolean") {
      check.fail("omero/form", `${member}.active is ${showJson(channel.active)}, not a boolean`);
    }
    if (channel.window === undefined && !isRequired) continue;
    const window = check.object("omero/form", channel.window, `${member}.window`);
    if (!window) continue;
    for (const name of WINDOW) check.number("omero/form", window[name], `${member}.window.${name}`);
  }
}

/**
 * Rules about label images and the groups that hold them.
 *
 * @module
 */

import { type Json, type JsonObject, showJson } from "@chunkwright/core";
import { isFrom } from "../ngff-version.ts";
import type { Checker, NamedObject } from "./checker.ts";

/** OME-NGFF 0.4, "labels" metadata. */
export function checkLabels(labels: Json | undefined, check: Checker): void {
  for (const [i, label] of check.list("labels/form", labels, "labels").entries()) {
    check.text("labels/form", label, `labels[${i}]`);
  }
}

/** OME-NGFF 0.4, "image-label" metadata; OME-Zarr 0.5, "labels" metadata. */
export function checkImageLabel(attributes: JsonObject, check: Checker): void {
  const label = check.object("image-label/form", attributes["image-label"], "image-label");
  if (!label) return;
  const isUnwrapped = !isFrom(check.version, "0.5");
  if (isUnwrapped) check.ownVersion("document/version", label, "image-label");
  const recommended = ["colors", ...(isUnwrapped ? ["version"] : [])];
  check.recommend("image-label/recommended", label, recommended, "image-label");
  if (label.colors !== undefined) checkColors(label.colors, check);
  if (label.properties !== undefined) {
    for (const { object, member } of check.objects(
      "image-label/form",
      label.properties,
      "image-label.properties",
    )) {
      check.integer("image-label/form", object["label-value"], `${member}.label-value`);
    }
  }
  if (label.source === undefined) return;
  const source = check.object("image-label/form", label.source, "image-label.source");
  if (source?.image !== undefined) check.text("image-label/form", source.image, "image-label.source.image");
}

function checkColors(value: Json, check: Checker): void {
  const colors = check.objects("image-label/form", value, "image-label.colors");
  for (const color of colors) checkColor(color, check);
  const values = new Set<Json | undefined>();
  for (const { object, member } of colors) {
    const labelValue = object["label-value"];
    if (labelValue !== undefined && values.has(labelValue)) {
      check.fail(
        "image-label/unique",
        `${member}.label-value is ${showJson(labelValue)}, like that of another color`,
      );
    }
    values.add(labelValue);
  }
}

function checkColor({ object, member }: NamedObject, check: Checker): void {
  check.number("image-label/form", object["label-value"], `${member}.label-value`);
  const { rgba } = object;
  if (rgba === undefined) return;
  const values = check.list("image-label/form", rgba, `${member}.rgba`);
  const isByte = (value: Json) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
  if (values.length !== 4 || !values.every(isByte)) {
    check.fail("image-label/form", `${member}.rgba is ${showJson(rgba)}, not four integers from 0 to 255`);
  }
}

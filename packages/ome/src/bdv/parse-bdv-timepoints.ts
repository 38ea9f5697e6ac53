/**
 * The time points of a BigDataViewer document.
 *
 * @module
 */

import { childrenOf, textOf, type XmlElement } from "../xml/xml-element.ts";
import { integerField, invalidBdv } from "./bdv-fields.ts";

/** More time points are a mistake. */
const MAX_TIMEPOINTS = 1_000_000;

/** A range, a pattern of ranges (`0,2,5-9,10-20:2`), or a list. */
export function parseTimepoints(element: XmlElement | undefined): readonly number[] {
  const type = element?.attributes.get("type");
  const found = timepointsOf(element, type);
  if (found.length === 0) throw invalidBdv("it has no time points");
  return [...new Set(found)].sort((a, b) => a - b);
}

function timepointsOf(element: XmlElement | undefined, type: string | undefined): readonly number[] {
  switch (type) {
    case "range":
      return range(
        integerField(textOf(element, "first"), "the first time point"),
        integerField(textOf(element, "last"), "the last time point"),
        1,
      );
    case "pattern":
      return (textOf(element, "integerpattern") ?? "")
        .split(",")
        .filter((part) => part.trim() !== "")
        .flatMap((part) => {
          const fields = /^\s*(\d{1,9})(?:\s*-\s*(\d{1,9})(?:\s*:\s*(\d{1,9}))?)?\s*$/.exec(part);
          if (!fields) throw invalidBdv(`its time points have ${JSON.stringify(part)}`);
          const [first, last = fields[1], step = "1"] = fields.slice(1);
          return range(Number(first), Number(last), Math.max(1, Number(step)));
        });
    case "list":
      return childrenOf(element, "Timepoint").map((timepoint) =>
        integerField(textOf(timepoint, "id"), "the id of a time point"),
      );
    default:
      throw invalidBdv(`its time points are of type ${JSON.stringify(type)}`);
  }
}

function range(first: number, last: number, step: number): readonly number[] {
  const count = Math.floor((last - first) / step) + 1;
  if (count > MAX_TIMEPOINTS) throw invalidBdv(`it has ${count} time points`);
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * step);
}

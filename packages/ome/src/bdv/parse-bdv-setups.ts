/**
 * The setups of a BigDataViewer document, and what their attributes refer to: channels, tiles, angles.
 *
 * @module
 */

import { childOf, childrenOf, textOf, type XmlElement } from "../xml/xml-element.ts";
import type { BdvEntity, BdvSetup } from "./bdv-document.ts";
import { integerField, invalidBdv, vectorField } from "./bdv-fields.ts";

/** The setups of `ViewSetups`: one at least, no two with the same id. */
export function parseSetups(element: XmlElement | undefined): readonly BdvSetup[] {
  const entities: Entities = new Map(
    childrenOf(element, "Attributes").map((list) => [
      list.attributes.get("name") ?? "",
      new Map(list.children.map(parseEntity).map((entity) => [entity.id, entity])),
    ]),
  );
  const setups = childrenOf(element, "ViewSetup").map((setup) => parseSetup(setup, entities));
  if (setups.length === 0) throw invalidBdv("it has no view setups");
  if (new Set(setups.map(({ id }) => id)).size < setups.length) throw invalidBdv("two setups have one id");
  return setups;
}

/** What attributes may refer to, by the name of the attribute and the id. */
type Entities = ReadonlyMap<string, ReadonlyMap<number, BdvEntity>>;

function parseSetup(element: XmlElement, entities: Entities): BdvSetup {
  const id = integerField(textOf(element, "id"), "the id of a setup");
  const name = textOf(element, "name");
  const size = textOf(element, "size");
  const voxel = childOf(element, "voxelSize");
  const voxelSize = textOf(voxel, "size");
  const attributes = (childOf(element, "attributes")?.children ?? []).map((attribute) => {
    const number = integerField(attribute.text, `${attribute.name} of setup ${id}`);
    const known = entities.get(attribute.name)?.get(number);
    return [attribute.name, known ?? { id: number, fields: {} }];
  });
  return {
    id,
    ...(name !== undefined && { name }),
    ...(size !== undefined && { size: vectorField(size, `the size of setup ${id}`) }),
    ...(voxelSize !== undefined && {
      voxelSize: {
        unit: textOf(voxel, "unit") ?? "",
        size: vectorField(voxelSize, `the voxel size of setup ${id}`),
      },
    }),
    attributes: Object.fromEntries(attributes),
  };
}

function parseEntity(element: XmlElement): BdvEntity {
  const fields = element.children.filter(({ name }) => name !== "id").map(({ name, text }) => [name, text]);
  return {
    id: integerField(textOf(element, "id"), `the id of ${element.name}`),
    fields: Object.fromEntries(fields),
  };
}

/**
 * The elements of an OME-XML document, collected while it is parsed.
 *
 * @module
 */

import { invalidXml, type XmlAttributes } from "../xml/xml-attributes.ts";
import {
  defined,
  type PixelsDraft,
  parseBinaryOnly,
  parseChannel,
  parsePixels,
  parseTiffData,
  type Writable,
} from "./ome-elements.ts";
import { MODULO_NAMESPACE, type OmeModulo, parseModulo } from "./ome-modulo.ts";
import { OmePlatesDraft } from "./ome-plate.ts";
import type { OmeChannel, OmeImage, OmeTiffData, OmeXml } from "./ome-xml.ts";

interface ImageDraft {
  readonly attributes: Pick<OmeImage, "id" | "name">;
  /** Schemas before 2010-06 allow several, and name one as the default. */
  readonly defaultPixels: string | undefined;
  readonly pixels: PixelsDraft[];
  /** LogicalChannel: the channels of schemas before 2009-09, outside Pixels. */
  readonly logicalChannels: OmeChannel[];
  /** IDs of the annotations that it refers to. */
  readonly annotationRefs: string[];
}

interface AnnotationDraft {
  readonly id: string | undefined;
  readonly modulo: (Writable<OmeModulo> & { labels: string[] })[];
}

/** Depth of the elements that are read. */
export const ELEMENT_DEPTH = 7;

export class OmeXmlDraft {
  #uuid: string | undefined;
  #binaryOnly: OmeXml["binaryOnly"];
  readonly #images: ImageDraft[] = [];
  readonly #annotations: AnnotationDraft[] = [];
  readonly #plates = new OmePlatesDraft();
  #isInModulo = false;
  /** Receives text: of the UUID of a TiffData element, of a label, or of a description. */
  #addWords: ((part: string) => void) | undefined;

  /** An element opens; `path` names it from the root. */
  open(path: string, attributes: XmlAttributes): void {
    this.#addWords = undefined;
    const image = this.#images.at(-1);
    const pixels = image?.pixels.at(-1);
    switch (path) {
      case "OME":
        this.#uuid = attributes("UUID");
        return;
      case "OME/BinaryOnly":
        this.#binaryOnly = parseBinaryOnly(attributes);
        return;
      case "OME/Image":
        this.#images.push({
          attributes: defined({ id: attributes("ID"), name: attributes("Name") }),
          defaultPixels: attributes("DefaultPixels") ?? attributes("AcquiredPixels"),
          pixels: [],
          logicalChannels: [],
          annotationRefs: [],
        });
        return;
      case "OME/Image/LogicalChannel":
        image?.logicalChannels.push(parseChannel(attributes));
        return;
      case "OME/Image/Pixels":
        image?.pixels.push(parsePixels(attributes));
        return;
      case "OME/Image/Pixels/Channel":
        pixels?.channels.push(parseChannel(attributes));
        return;
      case "OME/Image/Pixels/TiffData":
        pixels?.tiffData.push(parseTiffData(attributes));
        return;
      case "OME/Image/Pixels/TiffData/UUID":
        this.#openUuid(pixels?.tiffData.at(-1), attributes);
        return;
      case "OME/Image/Pixels/BinData":
        if (pixels) pixels.storage = "bin-data";
        return;
      case "OME/Image/Pixels/MetadataOnly":
        if (pixels) pixels.storage = "metadata-only";
        return;
      case "OME/Image/AnnotationRef":
        image?.annotationRefs.push(attributes("ID") ?? "");
        return;
      default:
        if (path.startsWith(ANNOTATION)) this.#openAnnotation(path.slice(ANNOTATION.length), attributes);
        else this.#addWords = this.#plates.open(path, attributes);
    }
  }

  #openUuid(tiffData: Writable<OmeTiffData> | undefined, attributes: XmlAttributes): void {
    if (!tiffData) return;
    Object.assign(tiffData, defined({ uuid: "", fileName: attributes("FileName") }));
    this.#addWords = (part) => {
      tiffData.uuid = `${tiffData.uuid ?? ""}${part}`.trim();
    };
  }

  /** `path` is below XMLAnnotation: the Modulo element in its Value has one for each axis that is split. */
  #openAnnotation(path: string, attributes: XmlAttributes): void {
    const [, value, modulo, axis, label] = path.split("/");
    if (value === undefined) {
      const isModulo = attributes("Namespace") === MODULO_NAMESPACE;
      if (isModulo) this.#annotations.push({ id: attributes("ID"), modulo: [] });
      this.#isInModulo = isModulo;
    }
    const annotation = this.#isInModulo ? this.#annotations.at(-1) : undefined;
    if (!annotation || modulo !== "Modulo" || axis === undefined) return;
    if (label === undefined) {
      const parsed = parseModulo(axis, attributes);
      if (parsed) annotation.modulo.push({ ...parsed, labels: [] });
    } else if (label === "Label") {
      const labels = annotation.modulo.at(-1)?.labels;
      const place = labels?.push("");
      this.#addWords = (part) => {
        if (labels && place !== undefined) labels[place - 1] += part;
      };
    }
  }

  addText(part: string): void {
    this.#addWords?.(part);
  }

  /** The element that was opened last, or one around it, ends. */
  close(): void {
    this.#addWords = undefined;
  }

  finish(): OmeXml {
    const { plates } = this.#plates;
    const moduloOf = this.#moduloByImage();
    return {
      ...defined({ uuid: this.#uuid, binaryOnly: this.#binaryOnly }),
      images: this.#images.map((image) => {
        const modulo = moduloOf(image);
        return { ...finishImage(image), ...(modulo.length > 0 && { modulo }) };
      }),
      ...(plates.length > 0 && { plates }),
    };
  }

  /** Finds the annotations that an image refers to; if no image refers to any, all annotations belong to each image. */
  #moduloByImage(): (image: ImageDraft) => readonly OmeModulo[] {
    const byId = new Map(
      this.#annotations.flatMap(({ id, modulo }) => (id === undefined ? [] : [[id, modulo] as const])),
    );
    const areReferredTo = this.#images.some(({ annotationRefs }) =>
      annotationRefs.some((id) => byId.has(id)),
    );
    const all = this.#annotations.flatMap(({ modulo }) => modulo);
    return ({ annotationRefs }) => (areReferredTo ? annotationRefs.flatMap((id) => byId.get(id) ?? []) : all);
  }
}

const ANNOTATION = "OME/StructuredAnnotations/XMLAnnotation";

function finishImage({ attributes, defaultPixels, pixels, logicalChannels }: ImageDraft): OmeImage {
  const shown = pixels.find(({ id }) => id !== undefined && id === defaultPixels) ?? pixels[0];
  if (!shown) throw invalidXml(`image ${attributes.id ?? ""} has no Pixels element`);
  return {
    ...attributes,
    pixels: shown.channels.length > 0 ? shown : { ...shown, channels: logicalChannels },
  };
}

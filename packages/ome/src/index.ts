/**
 * OME-NGFF, OME-XML, Imaris, BigDataViewer, and the dialects of TIFF, HDF5 and N5 as one image model. What reads is called
 * `read...Images` and answers an `ImageCollection`; what writes begins with a plan, `plan...`, which is data.
 *
 * @module
 */

export type {
  BdvDocument,
  BdvEntity,
  BdvPartition,
  BdvRegistration,
  BdvSetup,
  BdvTransform,
  BdvVector,
  BdvView,
} from "./bdv-document.ts";
export { cellsPath, setupPath } from "./bdv-hdf5.ts";
export { type ReadBdvImagesOptions, readBdvImages } from "./bdv-images.ts";
export { type BdvMipmap, proposeChunk, proposeMipmaps } from "./bdv-mipmaps.ts";
export { asUnsigned } from "./bdv-unsigned.ts";
export { defaultWindow } from "./default-window.ts";
export { type ReadHdf5ImagesOptions, readHdf5Images } from "./hdf5-images.ts";
export type {
  AssociatedImage,
  Channel,
  ChannelWindow,
  Downsampling,
  Image,
  ImageCollection,
} from "./image-model.ts";
export { type ImarisColor, type ImarisColoring, imarisColoring } from "./imaris-coloring.ts";
export {
  type ImarisDataType,
  type ImarisHistogram,
  ImarisHistogramBuilder,
  storedHistograms,
} from "./imaris-histogram.ts";
export { type ReadImarisImagesOptions, readImarisImages } from "./imaris-images.ts";
export type { ImarisSections } from "./imaris-sections.ts";
export { shrinkImaris } from "./imaris-shrink.ts";
export { type ImarisThumbnail, ThumbnailBuilder, thumbnailLevel } from "./imaris-thumbnail.ts";
export { listedByNgff } from "./listed-by-ngff.ts";
export { datasetDimensionNames, migrateNgff } from "./migrate-ngff.ts";
export { type N5Attributes, n5Attributes, n5DatasetPath } from "./n5-attributes.ts";
export { fastestFirstAttributes, slowestFirstGroup } from "./n5-axis-order.ts";
export { type ReadN5ImagesOptions, readN5Images } from "./n5-images.ts";
export { datasetPath, defaultColor, type NgffAttributesOptions, ngffAttributes } from "./ngff-attributes.ts";
export { type ReadNgffImagesOptions, readNgffImages } from "./ngff-images.ts";
export { LEFTOVERS_TAG } from "./ngff-leftovers.ts";
export {
  NGFF_VERSIONS,
  type NgffVersion,
  type ReadableNgffVersion,
  type ReleasedNgffVersion,
  statedVersion,
} from "./ngff-version.ts";
export { type ReadOmeTiffOptions, readCompanionImages } from "./ome-tiff.ts";
export type {
  DimensionOrder,
  OmeChannel,
  OmeImage,
  OmePixels,
  OmeQuantity,
  OmeTiffData,
  OmeXml,
  PixelType,
} from "./ome-xml.ts";
export { isBdvXml, parseBdv } from "./parse-bdv.ts";
export { isOmeXml, parseOmeXml } from "./parse-ome-xml.ts";
export { sameButPlaces } from "./place-planes.ts";
export { type BdvImagePlan, type BdvPlan, bdvDocument, planBdv } from "./plan-bdv.ts";
export { type ImageJPlan, planImageJ } from "./plan-imagej.ts";
export {
  encodeImarisName,
  IMARIS_ROOT,
  type ImarisLevelPlan,
  type ImarisPlan,
  imarisChannelPath,
  planImaris,
} from "./plan-imaris.ts";
export { type NgffPlan, OME_XML_KEY, planNgff } from "./plan-ngff.ts";
export { type OmeTiffOptions, type OmeTiffPlan, type PagedImage, planOmeTiff } from "./plan-ome-tiff.ts";
export { printBdv } from "./print-bdv.ts";
export type { ImageJTag } from "./print-imagej-metadata.ts";
export { type GreyRange, printImarisSections } from "./print-imaris-sections.ts";
export { printResolution, type TiffResolution } from "./print-resolution.ts";
export type { OmeFile } from "./print-tiff-data.ts";
export { type TiffDisplay, type TiffPhotometric, tiffDisplay } from "./tiff-display.ts";
export { type ReadTiffImagesOptions, readTiffImages } from "./tiff-images.ts";
export type { TiffPage, TiffPages, TiffTagValue } from "./tiff-pages.ts";
export type { UnreadPage } from "./unread-pages.ts";
export {
  type CheckDocumentOptions,
  checkNgffDocument,
  type DocumentReport,
} from "./validation/check-document.ts";
export {
  NGFF_RULES,
  type NgffFinding,
  type NgffRule,
  type NgffRuleText,
  type NgffSeverity,
} from "./validation/ngff-rules.ts";
export { type NgffReport, validateNgff } from "./validation/validate-ngff.ts";

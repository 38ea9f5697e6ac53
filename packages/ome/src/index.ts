/**
 * OME-NGFF, OME-XML, Imaris, BigDataViewer, and the dialects of TIFF, HDF5 and N5 as one image model. Readers are
 * called `read...Images` and return an `ImageCollection`; writing begins with a plan, `plan...`, which is plain data.
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
} from "./bdv/bdv-document.ts";
export { cellsPath, setupPath } from "./bdv/bdv-hdf5.ts";
export { type ReadBdvImagesOptions, readBdvImages } from "./bdv/bdv-images.ts";
export { type BdvMipmap, proposeChunk, proposeMipmaps } from "./bdv/bdv-mipmaps.ts";
export { asUnsigned } from "./bdv/bdv-unsigned.ts";
export { isBdvXml, parseBdv } from "./bdv/parse-bdv.ts";
export { type BdvImagePlan, type BdvPlan, bdvDocument, planBdv } from "./bdv/plan-bdv.ts";
export { printBdv } from "./bdv/print-bdv.ts";
export { defaultWindow } from "./default-window.ts";
export { type ReadHdf5ImagesOptions, readHdf5Images } from "./hdf5/hdf5-images.ts";
export type {
  AssociatedImage,
  Channel,
  ChannelWindow,
  Downsampling,
  Image,
  ImageCollection,
} from "./image-model.ts";
export { type ImarisColor, type ImarisColoring, imarisColoring } from "./imaris/imaris-coloring.ts";
export {
  type ImarisDataType,
  type ImarisHistogram,
  ImarisHistogramBuilder,
  storedHistograms,
} from "./imaris/imaris-histogram.ts";
export { type ReadImarisImagesOptions, readImarisImages } from "./imaris/imaris-images.ts";
export type { ImarisSections } from "./imaris/imaris-sections.ts";
export { shrinkImaris } from "./imaris/imaris-shrink.ts";
export { type ImarisThumbnail, ThumbnailBuilder, thumbnailLevel } from "./imaris/imaris-thumbnail.ts";
export {
  encodeImarisName,
  IMARIS_ROOT,
  type ImarisLevelPlan,
  type ImarisPlan,
  imarisChannelPath,
  planImaris,
} from "./imaris/plan-imaris.ts";
export { type GreyRange, printImarisSections } from "./imaris/print-imaris-sections.ts";
export { type N5Attributes, n5Attributes, n5DatasetPath } from "./n5/n5-attributes.ts";
export { fastestFirstAttributes, slowestFirstGroup } from "./n5/n5-axis-order.ts";
export { type ReadN5ImagesOptions, readN5Images } from "./n5/n5-images.ts";
export { listedByNgff } from "./ngff/listed-by-ngff.ts";
export { datasetDimensionNames, type MigrateOptions, migrateNgff } from "./ngff/migrate-ngff.ts";
export {
  datasetPath,
  defaultColor,
  type NgffAttributesOptions,
  ngffAttributes,
} from "./ngff/ngff-attributes.ts";
export { type ReadNgffImagesOptions, readNgffImages } from "./ngff/ngff-images.ts";
export {
  NGFF_VERSIONS,
  type NgffVersion,
  type ReadableNgffVersion,
  type ReleasedNgffVersion,
  statedVersion,
} from "./ngff/ngff-version.ts";
export { type NgffPlan, OME_XML_KEY, planNgff } from "./ngff/plan-ngff.ts";
export {
  type CheckDocumentOptions,
  checkNgffDocument,
  type DocumentReport,
} from "./ngff/validation/check-document.ts";
export {
  NGFF_RULES,
  type NgffFinding,
  type NgffRule,
  type NgffRuleText,
  type NgffSeverity,
} from "./ngff/validation/ngff-rules.ts";
export { type NgffReport, validateNgff } from "./ngff/validation/validate-ngff.ts";
export { correctOmeXml } from "./ome-xml/correct-ome-xml.ts";
export type { OmePlate, OmePlateAcquisition, OmeWell, OmeWellSample } from "./ome-xml/ome-plate.ts";
export type {
  DimensionOrder,
  OmeChannel,
  OmeImage,
  OmePixels,
  OmeQuantity,
  OmeTiffData,
  OmeXml,
  PixelType,
} from "./ome-xml/ome-xml.ts";
export { isOmeXml, parseOmeXml } from "./ome-xml/parse-ome-xml.ts";
export { sameButPlaces } from "./ome-xml/place-planes.ts";
export type { OmeFile } from "./ome-xml/print-tiff-data.ts";
export { permuteImage } from "./permute-image.ts";
export { findPlateIndex } from "./plate/folder/find-plate-index.ts";
export { type PlateFormat, plateFormatOf } from "./plate/folder/plate-formats.ts";
export { type PlateFolder, readPlateFolder } from "./plate/folder/read-plate-folder.ts";
export {
  fieldPaths,
  type Plate,
  type PlateAcquisition,
  type PlateField,
  type PlateWell,
} from "./plate/plate.ts";
export type { PagedImage } from "./tiff/image-pages.ts";
export { LEFTOVERS_TAG } from "./tiff/ngff-leftovers.ts";
export { type ReadOmeTiffOptions, readCompanionImages } from "./tiff/ome-tiff.ts";
export { type ImageJPlan, planImageJ } from "./tiff/plan-imagej.ts";
export { type OmeTiffOptions, type OmeTiffPlan, planOmeTiff } from "./tiff/plan-ome-tiff.ts";
export type { ImageJTag } from "./tiff/print-imagej-metadata.ts";
export { printResolution, type TiffResolution } from "./tiff/print-resolution.ts";
export { readLeicaFolder } from "./tiff/series/leica/leica-folder.ts";
export { readMicroManagerFolder } from "./tiff/series/micro-manager/micro-manager-folder.ts";
export { type ReadNdTiffOptions, readNdTiffImages } from "./tiff/series/ndtiff/ndtiff-images.ts";
export { patternStart } from "./tiff/series/pattern/file-pattern.ts";
export { proposeFilePattern } from "./tiff/series/pattern/propose-pattern.ts";
export { readTiffSeries } from "./tiff/series/pattern/tiff-series.ts";
export type { ReadSeriesOptions, SeriesStore } from "./tiff/series/series-options.ts";
export { readZenFolder } from "./tiff/series/zen/zen-folder.ts";
export { type TiffDisplay, type TiffPhotometric, tiffDisplay, tiffSamples } from "./tiff/tiff-display.ts";
export { type ReadTiffImagesOptions, readTiffImages } from "./tiff/tiff-images.ts";
export type { TiffPage, TiffPages, TiffTagValue } from "./tiff/tiff-pages.ts";
export type { UnreadPage } from "./tiff/unread-pages.ts";
export { unnamedChannels } from "./unnamed-channels.ts";

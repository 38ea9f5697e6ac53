/**
 * OME-NGFF, OME-XML and TIFF dialects as one image model.
 *
 * @module
 */

export type { Channel, ChannelWindow, Downsampling, Image, ImageCollection } from "./image-model.ts";
export { type OpenTiffImagesOptions, openTiffImages } from "./open-tiff-images.ts";
export type { TiffPage, TiffPages } from "./tiff-pages.ts";

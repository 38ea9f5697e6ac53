/**
 * Values of PhotometricInterpretation that decide how samples are stored. TIFF 6.0 §6 and §21.
 *
 * @module
 */

export const PHOTOMETRIC_RGB = 2;
export const PHOTOMETRIC_YCBCR = 6;

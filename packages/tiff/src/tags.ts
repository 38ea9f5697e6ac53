/**
 * Tag numbers. TIFF 6.0 appendix A; SampleFormat and YCbCr fields §19 and §21; SubIFDs and JPEGTables, Adobe
 * technical notes; old JPEG §22; ImageDepth, SGI; CZ_LSMINFO, Zeiss LSM; Model and
 * Geo tags, OGC GeoTIFF 1.1; GDAL_NODATA and
 * LercParameters, GDAL's GTiff driver.
 *
 * @module
 */

export const TAGS = {
  NewSubfileType: 254,
  ImageWidth: 256,
  ImageLength: 257,
  BitsPerSample: 258,
  Compression: 259,
  PhotometricInterpretation: 262,
  FillOrder: 266,
  ImageDescription: 270,
  StripOffsets: 273,
  SamplesPerPixel: 277,
  RowsPerStrip: 278,
  StripByteCounts: 279,
  XResolution: 282,
  YResolution: 283,
  PlanarConfiguration: 284,
  T4Options: 292,
  ResolutionUnit: 296,
  Software: 305,
  DateTime: 306,
  Predictor: 317,
  TileWidth: 322,
  TileLength: 323,
  TileOffsets: 324,
  TileByteCounts: 325,
  SubIFDs: 330,
  ExtraSamples: 338,
  SampleFormat: 339,
  JPEGTables: 347,
  JPEGInterchangeFormat: 513,
  JPEGInterchangeFormatLength: 514,
  JPEGRestartInterval: 515,
  JPEGQTables: 519,
  JPEGDCTables: 520,
  JPEGACTables: 521,
  YCbCrSubSampling: 530,
  ImageDepth: 32997,
  ModelPixelScale: 33550,
  ModelTiepoint: 33922,
  ModelTransformation: 34264,
  CZ_LSMINFO: 34412,
  GeoKeyDirectory: 34735,
  GeoDoubleParams: 34736,
  GeoAsciiParams: 34737,
  GDAL_METADATA: 42112,
  GDAL_NODATA: 42113,
  LercParameters: 50674,
} as const;

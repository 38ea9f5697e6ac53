/**
 * HDF5 files as chunked arrays, index first.
 *
 * @module
 */

export type { Hdf5Attribute } from "./attribute.ts";
export type {
  CompoundDatatype,
  CompoundMember,
  Datatype,
  Endian,
  EnumDatatype,
  FloatDatatype,
  IntegerDatatype,
  ReferenceKind,
  StringDatatype,
  StringPadding,
} from "./datatype.ts";
export type {
  ChunkIndexAccess,
  CommittedObject,
  Hdf5Array,
  Hdf5Dataset,
  Hdf5File,
  Hdf5Group,
  OpenHdf5Options,
  ResolvedReference,
} from "./hdf5-file.ts";
export type { Link } from "./link.ts";
export { firstMemberNames } from "./member-names.ts";
export { NOTES_NAME } from "./notes.ts";
export { openHdf5 } from "./open-hdf5.ts";
export type { AxisSelection, AxisSelections, Selection } from "./selection.ts";
export { isHdf5 } from "./superblock.ts";
export { type NoteTaker, noteTaker } from "./take-notes.ts";
export { type Hdf5Record, Hdf5Reference, type Hdf5Value } from "./values.ts";
export type { Hdf5Dialect } from "./write/attach-scales.ts";
export type { CommittedDatatype } from "./write/committed-datatype.ts";
export {
  type CreateDatasetOptions,
  type CreateHdf5Options,
  createHdf5,
  type Hdf5Sink,
} from "./write/create-hdf5.ts";
export type { WritableRecord, WritableValue } from "./write/encode-values.ts";
export type { LinkTarget, SymbolicLink } from "./write/link-target.ts";
export { metadataByteLength } from "./write/metadata-byte-length.ts";
export type { DatasetChoices, DatasetLayout } from "./write/plan-dataset.ts";
export { ReferenceTo } from "./write/reference-to.ts";
export {
  charactersAttribute,
  numberAttribute,
  type TypedAttribute,
  textAttribute,
  textsAttribute,
} from "./write/typed-attribute.ts";
export type { ValuesInfo } from "./write/values-dataset.ts";

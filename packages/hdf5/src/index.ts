/**
 * HDF5 files as chunked arrays, index first.
 *
 * @module
 */

export type { AxisSelection, AxisSelections, Selection } from "./array/selection.ts";
export { firstMemberNames } from "./file/member-names.ts";
export { isHdf5 } from "./file/superblock.ts";
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
export { NOTES_NAME } from "./notes/notes.ts";
export { type NoteTaker, noteTaker } from "./notes/take-notes.ts";
export type { Hdf5Attribute } from "./object/attribute.ts";
export type { Link } from "./object/link.ts";
export { openHdf5 } from "./open-hdf5.ts";
export type {
  CompoundDatatype,
  CompoundMember,
  Datatype,
  Endian,
  EnumDatatype,
  FloatDatatype,
  IntegerDatatype,
  ReferenceKind,
  StringCharset,
  StringDatatype,
  StringPadding,
  TextDatatype,
} from "./type/datatype.ts";
export { type Hdf5Record, Hdf5Reference, type Hdf5Value } from "./value/values.ts";
export type { Hdf5Dialect } from "./write/attach-scales.ts";
export {
  type CreateDatasetOptions,
  type CreateHdf5Options,
  createHdf5,
  type Hdf5Sink,
} from "./write/create-hdf5.ts";
export type { LinkTarget, SymbolicLink } from "./write/link-target.ts";
export type { DatasetChoices, DatasetLayout } from "./write/plan-dataset.ts";
export { metadataByteLength } from "./write/print/metadata-byte-length.ts";
export { ReferenceTo } from "./write/reference-to.ts";
export type { CommittedDatatype } from "./write/type/committed-datatype.ts";
export type { WritableRecord, WritableValue } from "./write/value/encode-values.ts";
export {
  charactersAttribute,
  numberAttribute,
  type TypedAttribute,
  textAttribute,
  textsAttribute,
} from "./write/value/typed-attribute.ts";
export type { ValuesInfo } from "./write/value/values-dataset.ts";

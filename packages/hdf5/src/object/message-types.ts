/**
 * Object header messages by number. HDF5 File Format Specification 4.0 §IV.A.2.
 *
 * @module
 */

export const MESSAGE = {
  NIL: 0x00,
  DATASPACE: 0x01,
  LINK_INFO: 0x02,
  DATATYPE: 0x03,
  FILL_VALUE_OLD: 0x04,
  FILL_VALUE: 0x05,
  LINK: 0x06,
  EXTERNAL_FILES: 0x07,
  LAYOUT: 0x08,
  GROUP_INFO: 0x0a,
  FILTER_PIPELINE: 0x0b,
  ATTRIBUTE: 0x0c,
  SHARED_MESSAGE_TABLE: 0x0f,
  CONTINUATION: 0x10,
  SYMBOL_TABLE: 0x11,
  DRIVER_INFO: 0x14,
  ATTRIBUTE_INFO: 0x15,
  CACHE_IMAGE: 0x18,
} as const;

/**
 * The datatype that says of elements, as `plainElement` makes them, all that the datatype of the file said: its own but
 * for byte order, padding and odd sizes.
 *
 * @module
 */

import type { CompoundMember, Datatype, FloatDatatype, IntegerDatatype } from "../../type/datatype.ts";
import { floatCarrier } from "../../type/float-format.ts";
import { integer, numericDatatype } from "./datatypes.ts";

/** Little-endian, records without gaps. Elements of variable length stay what they are. */
export function packedDatatype(datatype: Datatype): Datatype {
  switch (datatype.class) {
    case "integer":
    case "bitfield":
    case "time":
      return packedInteger(datatype);
    case "enum": {
      const base = packedInteger(datatype.base);
      return { ...datatype, base, byteLength: base.byteLength };
    }
    case "float":
      return packedFloat(datatype);
    case "string":
      return datatype.padding === "space-padded" ? { ...datatype, padding: "null-padded" } : datatype;
    case "opaque":
      // NumPy's times, whose tag begins with their byte order.
      return { ...datatype, tag: datatype.tag.replace(/^NUMPY:>/, "NUMPY:<") };
    case "compound": {
      const members: CompoundMember[] = [];
      let byteLength = 0;
      for (const { name, datatype: stored } of datatype.members) {
        const member = { name, byteOffset: byteLength, datatype: packedDatatype(stored) };
        members.push(member);
        byteLength += member.datatype.byteLength;
      }
      return members.length > 0 ? { class: "compound", byteLength, members } : datatype;
    }
    case "array": {
      const base = packedDatatype(datatype.base);
      return {
        ...datatype,
        base,
        byteLength: (datatype.byteLength / datatype.base.byteLength) * base.byteLength,
      };
    }
    case "complex": {
      const base = packedDatatype(datatype.base);
      return { ...datatype, base, byteLength: 2 * base.byteLength };
    }
    case "vlen":
      return { ...datatype, base: packedDatatype(datatype.base) };
    case "reference":
    case "vlen-string":
      return datatype;
  }
}

function packedInteger(datatype: IntegerDatatype): IntegerDatatype {
  const byteLength = [1, 2, 4, 8].find((size) => size >= datatype.byteLength);
  return byteLength === undefined
    ? datatype
    : { ...integer(byteLength, datatype.isSigned), class: datatype.class };
}

function packedFloat(datatype: FloatDatatype): Datatype {
  const carrier = floatCarrier(datatype);
  return carrier ? numericDatatype(carrier.dataType) : datatype;
}

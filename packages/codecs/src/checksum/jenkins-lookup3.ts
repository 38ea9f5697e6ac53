/**
 * `numcodecs.jenkins_lookup3`: a lookup3 checksum after the bytes. numcodecs 0.16, "JenkinsLookup3".
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "../codec.ts";
import { badOption, checkOptions, integerOption } from "../configuration.ts";
import { checksum32Transform } from "./checksum32.ts";
import { lookup3 } from "./lookup3.ts";

const NAME = "numcodecs.jenkins_lookup3";

/** `{ initval, prefix }`; numcodecs only accepts a prefix of bytes, which JSON cannot express. */
export const jenkinsLookup3: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["initval", "prefix"]);
    const seed = integerOption(NAME, configuration, "initval", { min: 0, max: 2 ** 32 - 1, default: 0 });
    const { prefix = null } = configuration;
    if (prefix !== null) throw badOption(NAME, "prefix", prefix, "null");
    const checksum = {
      name: NAME,
      section: "lookup3.c, hashlittle()",
      compute: (bytes: Bytes) => lookup3(bytes, seed),
    };
    return checksum32Transform(checksum, decoded, "end");
  },
};

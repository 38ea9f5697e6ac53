import { fuzzCodecs } from "./fuzz.ts";

fuzzCodecs(["array-to-array", "array-to-bytes"]);

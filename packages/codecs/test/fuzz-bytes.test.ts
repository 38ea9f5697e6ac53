import { fuzzCodecs } from "./fuzz.ts";

fuzzCodecs(["bytes-to-bytes"]);

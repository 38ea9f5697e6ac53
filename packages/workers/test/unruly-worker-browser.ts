/**
 * A worker's script whose codecs misbehave.
 */

import "./unruly-codecs.ts";
import "@chunkwright/workers/worker-browser";

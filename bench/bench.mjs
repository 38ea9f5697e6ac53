/** `npm run bench -- <name> [--json FILE] [--quick]`: what the build made of `src/bench.ts`. */
import "./dist/bench.js";

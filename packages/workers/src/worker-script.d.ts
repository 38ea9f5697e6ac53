/** The modules that `build-embedded.mjs` makes. */

/** The workers' script in one piece, a module. */
export declare const script: string;

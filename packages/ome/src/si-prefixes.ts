/**
 * The prefixes of units of length and time that OME-XML and OME-NGFF both have. The International System of Units, table 7. Neither
 * list of OME-NGFF has a name for deca.
 *
 * @module
 */

export interface SiPrefix {
  readonly symbol: string;
  readonly name: string;
  readonly factor: number;
}

/** The prefixes, and none at all. */
export const SI_PREFIXES: readonly SiPrefix[] = [
  { symbol: "Y", name: "yotta", factor: 1e24 },
  { symbol: "Z", name: "zetta", factor: 1e21 },
  { symbol: "E", name: "exa", factor: 1e18 },
  { symbol: "P", name: "peta", factor: 1e15 },
  { symbol: "T", name: "tera", factor: 1e12 },
  { symbol: "G", name: "giga", factor: 1e9 },
  { symbol: "M", name: "mega", factor: 1e6 },
  { symbol: "k", name: "kilo", factor: 1e3 },
  { symbol: "h", name: "hecto", factor: 1e2 },
  { symbol: "", name: "", factor: 1 },
  { symbol: "d", name: "deci", factor: 1e-1 },
  { symbol: "c", name: "centi", factor: 1e-2 },
  { symbol: "m", name: "milli", factor: 1e-3 },
  { symbol: "\u00b5", name: "micro", factor: 1e-6 },
  { symbol: "n", name: "nano", factor: 1e-9 },
  { symbol: "p", name: "pico", factor: 1e-12 },
  { symbol: "f", name: "femto", factor: 1e-15 },
  { symbol: "a", name: "atto", factor: 1e-18 },
  { symbol: "z", name: "zepto", factor: 1e-21 },
  { symbol: "y", name: "yocto", factor: 1e-24 },
];

/**
 * The colour in which Imaris shows a value. ImarisWriter, bpConverterTypes.h, cColorInfo.
 *
 * @module
 */

/** Red, green and blue from 0 to 1. */
export type ImarisColor = readonly [red: number, green: number, blue: number];

/** How Imaris colours a channel. */
export type ImarisColoring = (value: number) => ImarisColor;

const BLACK: ImarisColor = [0, 0, 0];

/** How the section of a channel colours values: by a base colour or a table, from its range's start to the end. */
export function imarisColoring(section: Readonly<Record<string, string>>): ImarisColoring {
  const [start = 0, end = 255] = numbers(section.ColorRange);
  const [gamma = 1] = numbers(section.GammaCorrection);
  const table = section.ColorMode === "TableColor" ? colors(numbers(section.ColorTable)) : [];
  const [base = BLACK] = colors(numbers(section.Color));
  const { fround } = Math;
  return (value) => {
    if (value <= start) return table[0] ?? BLACK;
    if (value >= end) return table.at(-1) ?? base;
    const linear = fround(fround(fround(value) - start) / fround(end - start));
    const part = gamma === 1 ? linear : fround(linear ** fround(1 / gamma));
    const [red, green, blue] = base;
    return (
      table[Math.floor(part * (table.length - 1))] ?? [
        fround(part * red),
        fround(part * green),
        fround(part * blue),
      ]
    );
  };
}

function numbers(text: string | undefined): readonly number[] {
  return (text?.trim().split(/\s+/) ?? []).map(Number).filter(Number.isFinite).map(Math.fround);
}

function colors(parts: readonly number[]): readonly ImarisColor[] {
  return Array.from({ length: Math.floor(parts.length / 3) }, (_, i) => [
    parts[3 * i]!,
    parts[3 * i + 1]!,
    parts[3 * i + 2]!,
  ]);
}

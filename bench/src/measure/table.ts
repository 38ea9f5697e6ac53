/**
 * Tables for people.
 *
 * @module
 */

/** Rows under `columns`, numbers to the right; a first cell equal to the one above it is left empty. */
export function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i]!.length)));
  const isText = columns.map((_, i) => rows.some((row) => /^[a-z]/i.test(row[i]!)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (isText[i] ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  ")
      .trimEnd();
  const shown = rows.map((row, i) => (row[0] === rows[i - 1]?.[0] ? ["", ...row.slice(1)] : row));
  return [line(columns), line(widths.map((width) => "-".repeat(width))), ...shown.map(line)].join("\n");
}

/** Three significant digits, without an exponent. */
export function formatNumber(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The factor by which one figure is better than the other. */
export function formatRatio(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(2)}x` : "";
}

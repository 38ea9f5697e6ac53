/**
 * INI files: sections of keys and values.
 *
 * @module
 */

/** Values by key, by section. The first of several equal keys counts; lines that are neither section nor value are skipped. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function parseIniSections(text: string): IniSections {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line.startsWith("[") && line.endsWith("]")) {
      const title = line.slice(1, -1);
      section = sections.get(title) ?? new Map();
      sections.set(title, section);
      continue;
    }
    const [key = "", ...parts] = line.split("=");
    const isValue = parts.length > 0 && !/^[;#]/.test(line);
    if (isValue && !section.has(key.trim())) section.set(key.trim(), parts.join("=").trim());
  }
  return sections;
}

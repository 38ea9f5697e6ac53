/** The path of a child in a hierarchy; "" is the root. */
export function joinPath(path: string, name: string): string {
  return path ? `${path}/${name}` : name;
}

/**
 * Arguments of command lines as people can type them.
 *
 * @module
 */

/** One argument, whatever is in it: for POSIX shells, or for `cmd` and PowerShell. File names on Windows have no `"`. */
export function quoteArgument(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

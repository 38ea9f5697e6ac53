/**
 * Names of files that are still being written, in the directory of the final file.
 *
 * @module
 */

/** A random name. It does not contain the final name, which may already have the maximum length. */
export function temporaryName(): string {
  const [random = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return `.${random.toString(16).padStart(16, "0")}.chunkwright-tmp`;
}

/** Whether a file of this name is incomplete: it is neither listed nor read. */
export function isTemporaryName(name: string): boolean {
  return /^\.[0-9a-f]{16}\.chunkwright-tmp$/i.test(name);
}

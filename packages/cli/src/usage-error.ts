/** A command line that makes no sense: exit code 2, where a failure to do what it says is 1. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

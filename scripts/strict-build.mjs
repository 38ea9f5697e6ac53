/** Options of every build with rolldown: warnings are errors. */
export const STRICT_BUILD = {
  checks: {
    // Where a package imports a module of its own both ways, there is nothing to put apart.
    ineffectiveDynamicImport: false,
    // A busy machine takes its time.
    bundlerTimings: false,
  },
  onwarn({ message }) {
    throw new Error(message);
  },
};

/** Exit codes of the command: a contract with scripts. */
export const EXIT_OK = 0;
/** Failed, or what was compared differs. */
export const EXIT_FAILED = 1;
/** The command line makes no sense. */
export const EXIT_USAGE = 2;
/** Converted, but for parts of the source that cannot be read: warnings name them. */
export const EXIT_PARTIAL = 3;
/** Ended by the user: 128 + SIGINT. */
export const EXIT_INTERRUPTED = 130;

/**
 * What plugins may import: of WASI's first preview, what a C library asks for without files, sockets or sleep.
 *
 * @module
 */

export const WASI_MODULE = "wasi_snapshot_preview1";

/** WASI snapshot preview 1, "Modules". Files are standard output and standard error alone. */
export const ALLOWED_IMPORTS: ReadonlySet<string> = new Set([
  "args_get",
  "args_sizes_get",
  "clock_res_get",
  "clock_time_get",
  "environ_get",
  "environ_sizes_get",
  "fd_close",
  "fd_fdstat_get",
  "fd_fdstat_set_flags",
  "fd_filestat_get",
  "fd_prestat_dir_name",
  "fd_prestat_get",
  "fd_read",
  "fd_seek",
  "fd_tell",
  "fd_write",
  "proc_exit",
  "random_get",
  "sched_yield",
]);

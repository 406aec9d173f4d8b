/** SIGINT and SIGTERM as one abort signal. A runner sends SIGINT, waits 7.5 s, then SIGTERM, then kills. */

export function cancellation(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.once(name, () => controller.abort(new Error(`ended by ${name}`)));
  return controller.signal;
}

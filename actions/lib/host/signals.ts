/** SIGINT and SIGTERM as one abort signal. A runner sends SIGINT, waits 7.5 s, then SIGTERM, then kills. */

export function cancellation(): AbortSignal {
  const controller = new AbortController();
  const hear = (name: "SIGINT" | "SIGTERM"): void => {
    // Whoever says it twice at a terminal means it.
    if (controller.signal.aborted && name === "SIGINT") process.exit(130);
    controller.abort(new Error(`ended by ${name}`));
  };
  // Not `once`: execa ends the process itself when it finds no other listener, and one that is spent is none.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, hear);
  return controller.signal;
}

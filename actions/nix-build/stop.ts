/** When building has to stop: at the host's word or at the deadline. Ends nothing itself; what is done is kept. */

export type Stop = {
  /** Its reason says who stopped the run, to follow "stopped by". */
  readonly signal: AbortSignal;
  readonly dispose: () => void;
};

/** `minutes` from now; 0: only the host says when. */
export function openStop(minutes: number, host: AbortSignal): Stop {
  const deadline = new AbortController();
  const reached = (): void => deadline.abort(new Error(`the deadline of ${minutes} min came`));
  const timer = minutes > 0 ? setTimeout(reached, minutes * 60_000) : undefined;
  return { signal: AbortSignal.any([host, deadline.signal]), dispose: () => clearTimeout(timer) };
}

/** A runner sends SIGINT, after 7.5 s SIGTERM, and kills 2.5 s later: what is on the wire may end in between. */
const graceMs = 6_000;

/** Aborts some seconds after `signal` has. */
export function afterGrace(signal: AbortSignal, milliseconds: number = graceMs): AbortSignal {
  const controller = new AbortController();
  const wait = (): void => void setTimeout(() => controller.abort(signal.reason), milliseconds).unref();
  if (signal.aborted) wait();
  else signal.addEventListener("abort", wait, { once: true });
  return controller.signal;
}

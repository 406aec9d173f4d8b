/** Ends an evaluator that tells nothing for too long. */

/** Aborts when it is not fed in time; the first meal may take ten times as long. */
export function startWatchdog(seconds: number): {
  readonly signal: AbortSignal;
  feed(): void;
  stop(): void;
} {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(), seconds * 10_000);
  const stop = (): void => clearTimeout(timer);
  const feed = (): void => {
    stop();
    timer = setTimeout(() => controller.abort(), seconds * 1000);
  };
  return { signal: controller.signal, feed, stop };
}

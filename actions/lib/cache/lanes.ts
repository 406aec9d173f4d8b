/**
 * Bounds how much runs at once, by count and by bytes. First come, first served, unless it is told whom to choose; a task larger
 * than the room runs alone.
 */

export type Lane = {
  readonly run: <T>(bytes: number, task: () => Promise<T>, name?: string) => Promise<T>;
};

export type LaneLimits = {
  readonly tasks: number;
  readonly bytes: number;
  /** The place of the one that is next. Default: the first. */
  readonly choose?: (waiting: readonly { readonly name: string }[]) => number;
};

type Waiting = { readonly name: string; readonly bytes: number; readonly start: () => void };

export function createLane({ tasks, bytes: room, choose = () => 0 }: LaneLimits): Lane {
  const waiting: Waiting[] = [];
  // Stays chosen until there is room for it: otherwise the small would always overtake it.
  let next: Waiting | undefined;
  let running = 0;
  let held = 0;
  const admit = () => {
    for (;;) {
      if (next === undefined && waiting.length > 0) [next] = waiting.splice(choose(waiting), 1);
      if (next === undefined || running >= tasks || (running > 0 && held + next.bytes > room)) return;
      running++;
      held += next.bytes;
      next.start();
      next = undefined;
    }
  };
  return {
    run: async (bytes, task, name = "") => {
      await new Promise<void>((start) => {
        waiting.push({ name, bytes, start });
        // Not at once: there is only a choice when all that come together are here.
        queueMicrotask(admit);
      });
      try {
        return await task();
      } finally {
        running--;
        held -= bytes;
        admit();
      }
    },
  };
}

/** Bounds how much runs at once, by count and by bytes. First come, first served; a task larger than the room runs alone. */

export type Lane = { readonly run: <T>(bytes: number, task: () => Promise<T>) => Promise<T> };

export function createLane(limit: { readonly tasks: number; readonly bytes: number }): Lane {
  const waiting: { readonly bytes: number; readonly start: () => void }[] = [];
  let running = 0;
  let held = 0;
  const fits = (bytes: number) => running < limit.tasks && (running === 0 || held + bytes <= limit.bytes);
  const admit = () => {
    for (let next = waiting[0]; next !== undefined && fits(next.bytes); next = waiting[0]) {
      waiting.shift();
      running++;
      held += next.bytes;
      next.start();
    }
  };
  return {
    run: async (bytes, task) => {
      await new Promise<void>((start) => {
        waiting.push({ bytes, start });
        admit();
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

/** How much memory a child process may take: what the machine has free, and what the container is allowed. Never a guess upwards. */

import { readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";

/** Text of a file of the kernel, undefined when there is none. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** Less than this makes every evaluation fail: then the kernel may decide. */
const least = 512 * 1024 * 1024;

const readKernelFile: ReadText = async (path) => {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
};

/** Bytes. Caches of files count as free, since the kernel drops them when memory is wanted. */
export async function freeMemory(read: ReadText = readKernelFile): Promise<number> {
  const meminfo = await read("/proc/meminfo");
  const available = Number(/^MemAvailable:\s*(\d+) kB$/m.exec(meminfo ?? "")?.[1] ?? Number.NaN) * 1024;
  const machine = Number.isNaN(available) ? totalmem() : available;
  return Math.max(least, Math.min(machine, ...(await roomInGroups(read))));
}

/** Of every control group this process is in, up to the root: a limit may stand at any of them. */
async function roomInGroups(read: ReadText): Promise<readonly number[]> {
  const lines = ((await read("/proc/self/cgroup")) ?? "").split("\n");
  const rooms: number[] = [];
  for (const line of lines) {
    const [, controllers = "", path = ""] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === "" || (controllers !== "" && !controllers.split(",").includes("memory"))) continue;
    const files = controllers === "" ? versionTwo : versionOne;
    for (let at = path; ; at = dirname(at)) {
      const room = await roomIn(join(files.root, at), files, read);
      if (room !== undefined) rooms.push(room);
      if (at === "/") break;
    }
  }
  return rooms;
}

type GroupFiles = {
  readonly root: string;
  readonly limit: string;
  readonly used: string;
  /** In `memory.stat`: caches that can be dropped. */
  readonly caches: RegExp;
};

const versionTwo: GroupFiles = {
  ...{ root: "/sys/fs/cgroup", limit: "memory.max", used: "memory.current" },
  caches: /^inactive_file (\d+)$/m,
};
const versionOne: GroupFiles = {
  ...{ root: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes" },
  caches: /^total_inactive_file (\d+)$/m,
};

/** Undefined when the group has no limit: `max`, or a number no machine has. */
async function roomIn(folder: string, files: GroupFiles, read: ReadText): Promise<number | undefined> {
  const limit = Number((await read(join(folder, files.limit))) ?? "max");
  const used = Number((await read(join(folder, files.used))) ?? Number.NaN);
  if (Number.isNaN(limit) || Number.isNaN(used) || limit > Number.MAX_SAFE_INTEGER) return undefined;
  const caches = Number(files.caches.exec((await read(join(folder, "memory.stat"))) ?? "")?.[1] ?? 0);
  return Math.max(0, limit - used + caches);
}

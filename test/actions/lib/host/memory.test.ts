import { totalmem } from "node:os";
import { expect, test } from "@jest/globals";
import { freeMemory } from "../../../../actions/lib/host/memory.ts";

const gibibyte = 1024 ** 3;
const meminfo = `MemTotal:       33554432 kB\nMemFree:         1048576 kB\nMemAvailable:   16777216 kB\n`;
const free = (files: Readonly<Record<string, string>>): Promise<number> =>
  freeMemory(async (path) => files[path]);

test.each([
  ["the machine alone", {}, 16],
  ["a group without a limit", { "/proc/self/cgroup": "0::/a\n", "/sys/fs/cgroup/a/memory.max": "max\n" }, 16],
  [
    "a limit, less what is used, plus the caches",
    {
      "/proc/self/cgroup": "0::/a/b\n",
      "/sys/fs/cgroup/a/b/memory.max": `${8 * gibibyte}\n`,
      "/sys/fs/cgroup/a/b/memory.current": `${6 * gibibyte}\n`,
      "/sys/fs/cgroup/a/b/memory.stat": `anon 1\ninactive_file ${3 * gibibyte}\n`,
    },
    5,
  ],
  [
    "a limit further up",
    {
      "/proc/self/cgroup": "0::/a/b\n",
      "/sys/fs/cgroup/a/b/memory.max": "max\n",
      "/sys/fs/cgroup/a/memory.max": `${4 * gibibyte}\n`,
      "/sys/fs/cgroup/a/memory.current": `${gibibyte}\n`,
    },
    3,
  ],
  [
    "version one, among other controllers",
    {
      "/proc/self/cgroup": "9:name=systemd:/\n4:cpu,memory:/c\n1:cpu:/x\n0::/\n",
      "/sys/fs/cgroup/memory/c/memory.limit_in_bytes": `${2 * gibibyte}\n`,
      "/sys/fs/cgroup/memory/c/memory.usage_in_bytes": `${gibibyte}\n`,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1\n",
    },
    1,
  ],
  [
    "never nothing",
    {
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/memory.max": "1000\n",
      "/sys/fs/cgroup/memory.current": "1000\n",
    },
    0.5,
  ],
])("%s", async (_, files, expected) => {
  expect(await free({ "/proc/meminfo": meminfo, ...files })).toBe(expected * gibibyte);
});

test("where the kernel tells nothing, all the machine has", async () => {
  expect(await free({})).toBe(totalmem());
});

test("this machine has some, and not more than it has", async () => {
  expect(await freeMemory()).toBeGreaterThan(0);
  expect(await freeMemory()).toBeLessThanOrEqual(Math.max(totalmem(), gibibyte / 2));
});

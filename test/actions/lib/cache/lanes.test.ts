import { expect, test } from "@jest/globals";
import { createLane } from "../../../../actions/lib/cache/lanes.ts";
import { fc } from "../../../support/property.ts";

test("neither count nor bytes are passed, everything runs, in order of arrival", async () => {
  const task = fc.record({ bytes: fc.nat(20), turns: fc.nat(4) });
  const property = fc.asyncProperty(fc.array(task, { maxLength: 30 }), async (tasks) => {
    const lane = createLane({ tasks: 3, bytes: 15 });
    const started: number[] = [];
    const running = new Map<number, number>();
    await Promise.all(
      tasks.map(({ bytes, turns }, index) =>
        lane.run(bytes, async () => {
          started.push(index);
          running.set(index, bytes);
          expect(running.size).toBeLessThanOrEqual(3);
          const held = [...running.values()].reduce((sum, size) => sum + size, 0);
          expect(held <= 15 || running.size === 1).toBe(true);
          for (let turn = 0; turn < turns; turn++) await null;
          running.delete(index);
        }),
      ),
    );
    expect(started).toEqual(tasks.map((_, index) => index));
  });
  await fc.assert(property);
});

test("a task that throws makes room like any other", async () => {
  const lane = createLane({ tasks: 1, bytes: 1 });
  await expect(lane.run(1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await lane.run(1, async () => "yes")).toBe("yes");
});

test("who is chosen is next, and keeps its turn until there is room", async () => {
  const choose = (waiting: readonly { readonly name: string }[]) => waiting.length - 1;
  const started: string[] = [];
  const lane = createLane({ tasks: 2, bytes: 3, choose });
  const run = (name: string, bytes: number) => lane.run(bytes, async () => void started.push(name), name);
  await Promise.all([run("a", 1), run("b", 1), run("wide", 3), run("d", 1), run("e", 1)]);
  expect(started).toEqual(["e", "d", "wide", "b", "a"]);
});

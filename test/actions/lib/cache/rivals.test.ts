import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import type { CacheAccess } from "../../../../actions/lib/cache/access.ts";
import { openHttp } from "../../../../actions/lib/cache/http.ts";
import { createLane } from "../../../../actions/lib/cache/lanes.ts";
import { watchRivals } from "../../../../actions/lib/cache/rivals.ts";
import type { PathInfo } from "../../../../actions/lib/nix/path-info.ts";
import { aCachix, aPush, impatient, type TestCachix } from "../../../support/cachix.ts";
import { fc } from "../../../support/property.ts";

let server: TestCachix | undefined;
afterEach(() => server?.dispose());

const pathOf = (index: number) => `/nix/store/${String(index).padStart(32, "0")}-path-${index}`;

/** All that this looks at. `references` by their places. */
function infosOf(references: readonly (readonly number[])[]): readonly PathInfo[] {
  return references.map((places, index) => {
    return { path: pathOf(index), references: [index, ...places].map(pathOf) } as unknown as PathInfo;
  });
}

/** References to those before it, as a closure is sorted. */
const closures = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 300, size: "max" })
  .map((list) => list.map((seeds, index) => seeds.filter(() => index > 0).map((seed) => seed % index)));

function accessTo(cachix: TestCachix): CacheAccess {
  const { cache, token } = aPush(cachix.cache);
  if (cache.kind !== "cachix") throw new Error(cache.kind);
  return { cache, token, signal: new AbortController().signal, http: openHttp(impatient) };
}

/** A cache that has what `has` says, asked whenever there is a chance. */
function aDouble(has: (hashPart: string) => boolean): CacheAccess {
  const answer = (body: string) => {
    const missing = (JSON.parse(body) as readonly string[]).filter((part) => !has(part));
    return { kind: "answer", status: 200, body: Buffer.from(JSON.stringify(missing)), attempts: 1 };
  };
  const http = { send: async (call: { readonly body: string }) => answer(call.body) };
  const signal = new AbortController().signal;
  return { cache: { host: "http://double", name: "double", text: "" }, token: "", signal, http } as never;
}

const fill = (paths: number) => Array.from({ length: paths }, () => []);

test("whatever chance says and whoever else is there, no path goes before one that it refers to", async () => {
  const chances = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
  let found = 0;
  const property = fc.asyncProperty(closures, chances, async (shape, chance) => {
    const infos = infosOf(shape);
    const begun = new Set<string>();
    const access = aDouble((part) => Number(part) % 7 === 3);
    const random = () => chance.next().value as number;
    const rivals = watchRivals(access, { random, firstPause: -1 });
    const lane = createLane({ tasks: 5, bytes: 5, choose: rivals.choose });
    rivals.wait(infos);
    const send = async (info: PathInfo) => {
      rivals.leave(info);
      if (await rivals.isThere(info, false)) found++;
      for (const other of info.references) expect(other === info.path || begun.has(other)).toBe(true);
      begun.add(info.path);
      await sleep(0);
    };
    await Promise.all(infos.map((info) => lane.run(1, () => send(info), info.path)));
    expect(begun.size).toBe(infos.length);
  });
  await fc.assert(property, { numRuns: 40 });
  expect(found).toBeGreaterThan(0);
}, 60_000);

test("alone, most go in their order; with a rival, most by chance", async () => {
  const infos = infosOf(fill(1000));
  const list = infos.map(({ path }) => ({ name: path }));
  let chance = 0;
  const rivals = watchRivals(
    aDouble((part) => Number(part) === 999),
    { random: () => chance },
  );
  rivals.wait(infos);
  const at = (next: number) => {
    chance = next;
    return rivals.choose(list);
  };
  expect([0, 0.2, 0.25, 0.999].map(at)).toEqual([0, 800, 0, 0]);
  await rivals.isThere(infos[0] as PathInfo, true);
  expect([0, 0.4375, 0.86, 0.9].map(at)).toEqual([0, 500, 982, 0]);
});

test("who is done at once asks nothing; after that, without news, there are ever longer pauses", async () => {
  server = await aCachix();
  const started = performance.now();
  const infos = infosOf(fill(1000));
  const rivals = watchRivals(accessTo(server), { random: () => 0, firstPause: 100 });
  rivals.wait(infos);
  for (const info of infos) {
    rivals.leave(info);
    expect(await rivals.isThere(info, false)).toBe(false);
    if (performance.now() - started < 100) expect(server.requests).toEqual([]);
    await sleep(1);
  }
  const questions = server.requests.length;
  expect(questions).toBeGreaterThan(1);
  expect(100 * (2 ** questions - 1)).toBeLessThan(performance.now() - started);
}, 60_000);

test("what another job has published is found; what has left meanwhile may be our own", async () => {
  const [first, second, third] = infosOf(fill(3)) as [PathInfo, PathInfo, PathInfo];
  const rivals = watchRivals(
    aDouble(() => true),
    { random: () => 0, firstPause: -1 },
  );
  rivals.wait([first, second, third]);
  rivals.leave(first);
  expect(await rivals.isThere(first, false)).toBe(false);
  rivals.leave(second);
  await sleep(10);
  rivals.leave(third);
  expect(await rivals.isThere(second, false)).toBe(false);
  expect(await rivals.isThere(third, false)).toBe(true);
});

test("a large path is asked about when its turn has come", async () => {
  const [large, other] = infosOf(fill(2)) as [PathInfo, PathInfo];
  const rivals = watchRivals(
    aDouble((part) => Number(part) === 0),
    { random: () => 0 },
  );
  rivals.wait([large, other]);
  rivals.leave(large);
  expect(await rivals.isThere(large, true)).toBe(true);
  rivals.leave(other);
  expect(await rivals.isThere(other, true)).toBe(false);
});

test("no answer is no news", async () => {
  server = await aCachix();
  await server.close();
  const [large] = infosOf(fill(1)) as [PathInfo];
  const rivals = watchRivals(accessTo(server), { random: () => 0 });
  expect(await rivals.isThere(large, true)).toBe(false);
});

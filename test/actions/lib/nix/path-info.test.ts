import { describe, expect, test } from "@jest/globals";
import { renderNix32 } from "../../../../actions/lib/nix/hash.ts";
import {
  dependenciesFirst,
  type PathInfo,
  parseRegistrations,
  queryClosure,
  sortValid,
} from "../../../../actions/lib/nix/path-info.ts";
import { buildClosure } from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";
import { fc } from "../../../support/property.ts";

const absent = "/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-absent";

describe("with real Nix", () => {
  const nix = realNix();

  test("the closure has what the database says, references first", async () => {
    const { root, closure } = await buildClosure(nix);
    const infos = await queryClosure(nix, [root, root]);
    if (!infos.ok) throw new Error(JSON.stringify(infos.problems));
    expect(infos.value.map((info) => info.path).sort()).toEqual([...closure].sort());
    expect(infos.value.at(-1)?.path).toBe(root);
    expect(infos.value.at(-1)?.references).toContain(root);
    const query = async (what: string) => (await nix("nix-store", ["--query", what, root])).stdout.trim();
    expect(renderNix32((infos.value.at(-1) as PathInfo).narHash)).toBe(await query("--hash"));
    expect(String(infos.value.at(-1)?.narSize)).toBe(await query("--size"));
    expect(infos.value.at(-1)?.deriver).toBe(await query("--deriver"));
  });

  test("paths that are not there are named, the others stay", async () => {
    const { root } = await buildClosure(nix);
    const sorted = await sortValid(nix, [root, absent, "--help", "/etc/passwd", `${root}/text`]);
    expect(sorted.valid).toEqual([root]);
    expect(sorted.problems.map((problem) => [problem.code, problem.where])).toEqual([
      ["store-path-invalid", "--help"],
      ["store-path-invalid", "/etc/passwd"],
      ["store-path-invalid", `${root}/text`],
      ["store-path-invalid", absent],
    ]);
  });

  test("of nothing nothing is asked", async () => {
    expect(await queryClosure(nix, [])).toEqual({ ok: true, value: [] });
  });

  test("a store that fails is an outage, with its words", async () => {
    const broken = realNix({ ...process.env, NIX_STORE_DIR: "/nix/store", NIX_REMOTE: "nonsense://" });
    await expect(queryClosure(broken, [absent])).rejects.toThrow(
      /nix-store --check-validity.* ended by exit \(1\): .*nonsense/s,
    );
  });
});

test("registrations follow each other without a mark between them", () => {
  const path = (letter: string) => `/nix/store/${letter.repeat(32)}-${letter}`;
  const record = (name: string, deriver: string, ...references: string[]) =>
    [name, "00".repeat(32), "120", deriver, String(references.length), ...references, ""].join("\n");
  const text = record(path("a"), "") + record(path("b"), `${path("d")}.drv`, path("b"), path("a"));
  expect(parseRegistrations(text)).toMatchObject([
    { path: path("a"), narSize: 120, references: [] },
    { path: path("b"), deriver: `${path("d")}.drv`, references: [path("a"), path("b")] },
  ]);
  expect(() => parseRegistrations(`${record(path("a"), "")}error: something\n1\n2\n3\n4\n`)).toThrow(
    '"error: something"',
  );
});

test("references come before referrers in any graph", () => {
  const graph = fc.array(fc.tuple(fc.array(fc.nat(29), { maxLength: 5 }), fc.nat()), { maxLength: 30 });
  fc.assert(
    fc.property(graph, (nodes) => {
      const infos = nodes.map(([edges], index) => ({
        path: String(index),
        narHash: { algorithm: "sha256" as const, bytes: new Uint8Array(32) },
        narSize: 1,
        // Only to smaller numbers and itself: stores have no other cycles.
        references: edges.filter((edge) => edge <= index).map(String),
      }));
      const shuffled = infos.toSorted(
        (a, b) => (nodes[Number(a.path)]?.[1] ?? 0) - (nodes[Number(b.path)]?.[1] ?? 0),
      );
      const places = new Map(dependenciesFirst(shuffled).map((info, place) => [info.path, place]));
      expect(places.size).toBe(infos.length);
      for (const info of infos)
        for (const reference of info.references)
          if (reference !== info.path)
            expect(places.get(reference)).toBeLessThan(places.get(info.path) as number);
    }),
  );
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parseHash } from "../../actions/lib/nix/hash.ts";
import { nur } from "../support/nixpkgs/evaluate.ts";
import { filesUnder, readText } from "../support/tree.ts";

type Source = {
  readonly forge?: string;
  readonly rev?: string | null;
  readonly tag?: string;
  readonly hash?: string | null;
  readonly version: string;
  readonly versions?: Readonly<Record<string, string>>;
  readonly missing?: string;
  readonly npm?: Readonly<Record<string, { readonly package: string; readonly hash: string }>>;
  readonly track?: Readonly<Record<string, string>>;
};

const organizations = readdirSync(join(nur, "pkgs"));
const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8")) as unknown;

const sources = organizations.flatMap((organization) =>
  Object.entries(readJson(join(nur, "pkgs", organization, "sources.json")) as Record<string, Source>).map(
    ([name, source]) => ({ organization, name, source }),
  ),
);

/** Every string under a key that names a hash, wherever it is. */
function hashesIn(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return /hash|sha256/i.test(key) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    hashesIn(inner, /hash/i.test(key) && typeof inner === "string" ? key : name),
  );
}

describe("sources", () => {
  test.each(sources)("$organization/$name is pinned, or says what is missing", ({ source }) => {
    const { forge, rev, tag, hash, missing, npm } = source;
    if (missing !== undefined) return expect(rev ?? hash ?? null).toBeNull();
    if (npm !== undefined) return expect(Object.values(npm).every(({ hash }) => parseHash(hash))).toBe(true);
    expect(forge).toMatch(/^(github|gitlab|gitea|tangled)$/);
    expect(parseHash(hash ?? "")?.algorithm).toBe("sha256");
    if (tag === undefined) expect(rev).toMatch(/^[0-9a-f]{40}$/);
    else expect(rev).toBeUndefined();
  });

  test("one alone goes by its tag: its commit is not known, its hash is", () => {
    expect(sources.filter(({ source }) => source.tag !== undefined).map(({ name }) => name)).toEqual([
      "allegedly",
    ]);
  });

  test("a repository at one revision is one entry", () => {
    const pins = sources.flatMap(({ source }) => (source.hash ? [source.hash] : []));
    expect(new Set(pins).size).toBe(pins.length);
  });

  test.each(sources)("$organization/$name says what an update follows", ({ source }) => {
    if (source.missing === undefined) expect(Object.keys(source.track ?? {})).toHaveLength(1);
  });
});

describe("hashes", () => {
  const files = filesUnder("nur", ".json").filter((path) =>
    /\/(sources|hashes|assets|gemset)\.json$/.test(path),
  );

  test.each(files)("%s holds real hashes or null", (path) => {
    const found = hashesIn(JSON.parse(readText(path)));
    for (const hash of found) {
      const parsed = parseHash(hash, "sha256");
      expect([hash, parsed?.algorithm]).toEqual([hash, "sha256"]);
      expect(new Set(parsed?.bytes).size).toBeGreaterThan(8);
    }
  });

  test("no Nix file holds one: machines edit JSON", () => {
    const holders = filesUnder("nur/pkgs", ".nix").filter((path) =>
      /sha256[-:]|fakeHash|fakeSha256/.test(readText(path)),
    );
    expect(holders).toEqual([]);
  });
});

describe("the lock file", () => {
  const lock = JSON.parse(readText("nur/flake.lock")) as {
    readonly nodes: Readonly<Record<string, { readonly locked?: Readonly<Record<string, string>> }>>;
  };

  test("locks nixpkgs and crane, and nothing else", () => {
    expect(Object.keys(lock.nodes).toSorted()).toEqual(["crane", "nixpkgs", "root"]);
    for (const name of ["crane", "nixpkgs"]) {
      expect(lock.nodes[name]?.locked?.["rev"]).toMatch(/^[0-9a-f]{40}$/);
      expect(parseHash(lock.nodes[name]?.locked?.["narHash"] ?? "")?.algorithm).toBe("sha256");
    }
  });

  test("is there for every flake that is not a template", () => {
    expect(existsSync(join(nur, "flake.lock"))).toBe(true);
  });
});

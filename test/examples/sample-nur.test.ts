import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { realNix } from "../support/nix.ts";
import { root } from "../support/tree.ts";

type Package = {
  readonly drvPath: string;
  readonly meta: {
    readonly description: string;
    readonly homepage: string;
    readonly license: { readonly spdxId: string; readonly free: boolean };
    readonly mainProgram: string;
    readonly position: string;
    readonly available: boolean;
    readonly broken: boolean;
    readonly unsupported: boolean;
    readonly problems?: { readonly broken: { readonly message: string } };
  };
};

const sample = join(root, "examples/sample-nur");
const nix = realNix();
const sound = ["harbor-handle", "harbor-tid", "lantern-nsid", "lantern-rkey"];
const all = ["harbor-handle", "harbor-tid", "harbor-wreck", "lantern-fogged", "lantern-foundry"].concat(
  sound.slice(2),
);
const system = process.arch === "arm64" ? "aarch64-linux" : "x86_64-linux";

async function evaluate(flake: string, ofSystem: string): Promise<Readonly<Record<string, Package>>> {
  const { exitCode, stdout, stderr } = await nix("nix", [
    "eval",
    "--json",
    `path:${flake}#packages.${ofSystem}`,
    "--apply",
    "builtins.mapAttrs (_: p: { inherit (p) drvPath meta; })",
  ]);
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, Package>;
}

describe("evaluation", () => {
  let packages: Readonly<Record<string, Package>>;

  beforeAll(async () => {
    packages = await evaluate(sample, system);
  });

  test("finds every folder, on every system", async () => {
    expect(Object.keys(packages)).toEqual(all);
    for (const other of ["aarch64-linux", "aarch64-darwin"])
      expect(Object.keys(await evaluate(sample, other))).toEqual(all);
  });

  test.each(all)("%s tells all about itself, and where it does", (name) => {
    const { meta } = packages[name] as Package;
    expect(meta).toMatchObject({ mainProgram: name, license: { spdxId: "MIT", free: true } });
    expect(meta.description).toMatch(/^[A-Z].{20,}[^.]$/);
    expect(meta.homepage).toMatch(/^https:\/\/atproto\.com\//);
    const [, file, line] = /-source\/(.+):(\d+)$/.exec(meta.position) ?? [];
    const lines = readFileSync(join(sample, file ?? ""), "utf8").split("\n");
    expect(lines[Number(line) - 1]).toContain(meta.description);
  });

  test("one is broken and says why, one is for another system", async () => {
    const named = (key: "broken" | "unsupported" | "available", of = packages) =>
      Object.keys(of).filter((name) => of[name]?.meta[key]);
    expect(named("broken")).toEqual(["lantern-fogged"]);
    expect(packages["lantern-fogged"]?.meta.problems?.broken.message).toMatch(/graphemes/);
    expect(named("unsupported")).toEqual(["lantern-foundry"]);
    expect(named("available")).toEqual(
      ["harbor-handle", "harbor-tid", "harbor-wreck"].concat(sound.slice(2)),
    );
    expect(named("unsupported", await evaluate(sample, "aarch64-darwin"))).toEqual([]);
  });

  test("a change of one source changes one derivation", async () => {
    const copy = mkdtempSync(join(tmpdir(), "nur-ci-sample-"));
    try {
      cpSync(sample, copy, { recursive: true });
      const source = join(copy, "pkgs/lantern/rkey/rkey.rb");
      writeFileSync(source, `${readFileSync(source, "utf8")}# changed\n`);
      const changed = await evaluate(copy, system);
      const differing = all.filter((name) => changed[name]?.drvPath !== packages[name]?.drvPath);
      expect(differing).toEqual(["lantern-rkey"]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

describe("programs", () => {
  // A package.json above the copies that would make a program without an ending an ES module.
  const elsewhere = mkdtempSync(join(tmpdir(), "nur-ci-programs-"));

  beforeAll(async () => {
    const installables = sound.map((name) => `path:${sample}#${name}`);
    const { exitCode, stdout, stderr } = await nix("nix", ["build", "--no-link", "--json", ...installables]);
    if (exitCode !== 0) throw new Error(stderr);
    writeFileSync(join(elsewhere, "package.json"), '{"type":"module"}');
    const built = JSON.parse(stdout) as readonly { outputs: { out: string } }[];
    for (const [index, name] of sound.entries())
      cpSync(join(built[index]?.outputs.out ?? "", "bin", name), join(elsewhere, name));
  }, 180_000);

  afterAll(() => {
    rmSync(elsewhere, { recursive: true });
  });

  function run(name: string, args: readonly string[], input = "") {
    const { status, stdout, stderr } = spawnSync(join(elsewhere, name), args, { input, encoding: "utf8" });
    return { status, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
  }

  test.each(sound)("%s says its version and refuses what it does not know", (name) => {
    expect(run(name, ["--version"])).toEqual({ status: 0, stdout: `${name} 1.0.0`, stderr: "" });
    expect(run(name, ["--help"])).toMatchObject({ status: 0, stderr: "" });
    expect(run(name, ["--nonsense"])).toMatchObject({ status: 2, stdout: "" });
  });

  test.each([
    [
      "harbor-tid",
      ["decode", "3jzfcijpj2z2a"],
      "3jzfcijpj2z2a\t2023-06-30T15:03:01.887007Z\t1688137381887007\t6",
    ],
    ["harbor-tid", ["at", "2023-04-05T06:07:08.123456Z", "21"], "3jsm4h3tze22p"],
    ["harbor-tid", ["at", "1970-01-01T00:00:00Z"], "2222222222222"],
    [
      "harbor-handle",
      ["JAY.bsky.social", "8.cn", "xn--ls8h.test.com"],
      "jay.bsky.social\n8.cn\nxn--ls8h.test.com",
    ],
    ["harbor-handle", ["--any-domain", "john.test"], "john.test"],
    ["harbor-handle", [`${"a".repeat(63)}.com`], `${"a".repeat(63)}.com`],
    ["lantern-nsid", ["com.Example.fooBar"], "com.example.fooBar\texample.com\tfooBar\t_lexicon.example.com"],
    ["lantern-rkey", ["~1.2-3_", "pre:fix", "..."], "~1.2-3_\npre:fix\n..."],
    ["lantern-rkey", ["--type", "tid", "3jzfcijpj2z2a"], "3jzfcijpj2z2a"],
    ["lantern-rkey", ["--type", "nsid", "app.bsky.feed.post"], "app.bsky.feed.post"],
    ["lantern-rkey", ["--type", "literal:self", "self"], "self"],
  ])("%s answers, case %#", (name, args, stdout) => {
    expect(run(name, args)).toEqual({ status: 0, stdout, stderr: "" });
  });

  test.each([
    ["harbor-tid", ["decode", "3jzfcijpj2z21"], "character 13 is not one of"],
    ["harbor-tid", ["decode", "zzzzzzzzzzzzz"], "the first character"],
    ["harbor-tid", ["decode", "222"], "this has 3"],
    ["harbor-handle", ["jo@hn.test"], "'@' is not one of"],
    ["harbor-handle", ["john"], "at least two parts"],
    ["harbor-handle", ["jo..hn.com"], "between dots is empty"],
    ["harbor-handle", ["john.-com"], "starts or ends with '-'"],
    ["harbor-handle", ["john.0"], "starts with a digit"],
    ["harbor-handle", ["laptop.local"], "nobody can register"],
    ["harbor-handle", [`${"a".repeat(64)}.com`], "at most 63"],
    ["harbor-handle", [`${"a.".repeat(126)}com`], "at most 253"],
    ["lantern-nsid", ["com.example"], "at least three segments"],
    ["lantern-nsid", ["com.example.foo-bar"], "the name"],
    ["lantern-nsid", ["4com.example.foo"], "starts with a digit"],
    ["lantern-nsid", ["com.example-.foo"], 'ends with "-"'],
    ["lantern-nsid", [`com.${"a.".repeat(126)}foo`], "at most 253"],
    ["lantern-rkey", [".."], "as a folder"],
    ["lantern-rkey", ["a/b"], '"/" is not one of'],
    ["lantern-rkey", ["a".repeat(513)], "at most 512"],
    ["lantern-rkey", ["--type", "tid", "self"], "not a TID"],
    ["lantern-rkey", ["--type", "literal:self", "other"], 'not the literal "self"'],
  ])("%s refuses, case %#", (name, args, reason) => {
    const { status, stdout, stderr } = run(name, args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(reason);
  });

  test.each(["harbor-handle", "lantern-nsid"])("%s reads lines and keeps the good ones", (name) => {
    const { status, stdout, stderr } = run(name, [], "com.example.good\n\nnot good\n");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^com\.example\.good/);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  test("harbor-handle refuses every domain that nobody can register", () => {
    const domains = ["alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test"];
    const { status, stdout, stderr } = run(
      "harbor-handle",
      domains.map((domain) => `jay.${domain}`),
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.match(/nobody can register/g)).toHaveLength(domains.length);
  });

  test("harbor-tid mints in order, none twice", () => {
    const minted = run("harbor-tid", ["mint", "1000"]).stdout.split("\n");
    expect(minted).toEqual([...new Set(minted)].toSorted());
    expect(minted).toHaveLength(1000);
    expect(run("harbor-tid", ["decode", ...minted]).status).toBe(0);
  });

  test("harbor-wreck does not compile, and its log names the line", async () => {
    const { exitCode, stderr } = await nix("nix", [
      "build",
      "--no-link",
      "-L",
      `path:${sample}#harbor-wreck`,
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/cannot find function `segments`[\s\S]*wreck\.rs:14:21/);
  });

  test.each(sound.filter((name) => name !== "harbor-tid"))(
    "%s is the same when built again",
    async (name) => {
      const { exitCode, stderr } = await nix("nix", [
        "build",
        "--no-link",
        "--rebuild",
        `path:${sample}#${name}`,
      ]);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    },
  );
});

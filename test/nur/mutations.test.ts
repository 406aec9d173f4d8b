import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { evaluateFlake, evaluateHost, unwrap, withCopy } from "../support/nixpkgs/evaluate.ts";
import { root } from "../support/tree.ts";

const newcomer = {
  "pkgs/newcomer/sources.json": JSON.stringify({
    thing: {
      forge: "github",
      owner: "newcomer",
      repo: "thing",
      rev: "0123456789abcdef0123456789abcdef01234567",
      hash: "sha256-rjcd7yJIbMocx2BzvFkmvOV/8EjJixdrmcgdHvRqN5k=",
      version: "1.2.3",
      track: { branch: "main" },
    },
  }),
  "pkgs/newcomer/thing/hashes.json": JSON.stringify({
    vendorHash: "sha256-IAYFAsFtAfnBz/U56bQqUZQf8CeohW7fMV6BAxW7SkI=",
  }),
  "pkgs/newcomer/thing/package.nix": `{ buildGoPrograms, hashes, lib, sources }:
buildGoPrograms {
  pname = "thing";
  source = sources.thing;
  inherit (hashes) vendorHash;
  subPackages = [ "." ];
  meta = {
    description = "Thing of a newcomer";
    homepage = "https://example.org/thing";
    license = lib.licenses.mit;
    mainProgram = "thing";
    platforms = lib.platforms.unix;
  };
  atproto = {
    category = "utility";
    services = [ ];
    protocols = [ "com.atproto" ];
    dependencies = [ ];
    tier = 3;
  };
}`,
} as const;

const service = {
  "modules/newcomer/thing/service.nix": `{ text, opt }:
{
  summary = "Thing of a newcomer";
  options.level = opt.logLevel;
  listen.http = { port = 4711; public = true; };
  proxy.listen = "http";
  start = { cfg, ... }: {
    arguments = text.flags { "--bind" = text.hostPort cfg.listen.http; "--level" = cfg.level; };
  };
}`,
  "modules/newcomer/thing/example.nix":
    "{ services.newcomer-thing = { enable = true; openFirewall = true; }; }",
  "modules/newcomer/thing/test.nix":
    '{ port = 4711; settings.services.newcomer-thing.enable = true; script = ""; }',
} as const;

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Replaces a text that must be there. */
function edit(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(folder, path), text.replace(from, to));
}

const packages = "packages.x86_64-linux";

describe("a folder dropped in", () => {
  test("appears everywhere without another edit", async () => {
    await withCopy(async (folder) => {
      write(folder, newcomer);
      const ask = (attribute: string, apply?: string) => unwrap(evaluateFlake(attribute, apply, folder));
      expect(await ask(`${packages}.newcomer-thing`, "package: package.name")).toBe("thing-1.2.3");
      expect(await ask(`${packages}.newcomer-all`, "package: package.passthru.members")).toEqual([
        "newcomer-thing",
      ]);
      for (const place of ["ciJobs.aarch64-linux.packages", "packages.aarch64-darwin"])
        expect(await ask(place, "builtins.attrNames")).toContain("newcomer-thing");
      expect(await ask("lib.report")).toContain("| newcomer | 1 | 0 | 1 go |");
    });
  });
});

describe("a folder of a module dropped in", () => {
  test("is an option, three outputs, two checks and a row, without another edit", async () => {
    await withCopy(async (folder) => {
      write(folder, { ...newcomer, ...service });
      const names = "builtins.attrNames";
      expect(await unwrap(evaluateFlake("nixosModules", names, folder))).toEqual(
        expect.arrayContaining(["newcomer", "newcomer-thing"]),
      );
      expect(await unwrap(evaluateFlake("checks.x86_64-linux", names, folder))).toEqual(
        expect.arrayContaining(["machine-newcomer-thing", "modules-newcomer"]),
      );
      expect(await unwrap(evaluateFlake("lib.moduleReport", "x: x", folder))).toContain(
        "| `newcomer-thing` | Thing of a newcomer | http 4711 | files | – |",
      );
      const units = `(host.factsOf [ ] [ host.modules.default { services.newcomer-thing.enable = true; } ]).units`;
      expect(await unwrap(evaluateHost(units, folder))).toHaveProperty(
        ["newcomer-thing", "serviceConfig", "ExecStart"],
        expect.stringMatching(/thing" "--bind" "127\.0\.0\.1:4711" "--level" "info"$/),
      );
    });
  });

  test.each([
    [
      "loosens its sandbox without a reason",
      "start = { cfg, ... }: {",
      "start = { cfg, ... }: { serviceConfig.MemoryDenyWriteExecute = false;",
      "newcomer-thing: its sandbox lacks MemoryDenyWriteExecute and no exception says why",
    ],
    [
      "warns of its own example",
      "proxy.listen",
      'warnings = _: [ "odd" ]; proxy.listen',
      "newcomer-thing: its example: services.newcomer-thing: odd",
    ],
    [
      "is refused in its own example",
      "public = true;",
      'public = true; address = "127.0.0.1";',
      "newcomer-thing: its example: services.newcomer-thing.openFirewall: http would be open",
    ],
    ["has a field nobody knows", "summary =", "sumary =", "newcomer-thing: sumary: no such field"],
  ])("%s: the check says so", async (_, from, to, message) => {
    await withCopy(async (folder) => {
      write(folder, { ...newcomer, ...service });
      edit(folder, "modules/newcomer/thing/service.nix", from, to);
      const { exitCode, stderr } = await evaluateFlake(
        "checks.x86_64-linux.modules-newcomer",
        "check: check.drvPath",
        folder,
      );
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(message)]);
    });
  });
});

describe("a bump", () => {
  test("is one edit: every package of the source follows", async () => {
    await withCopy(async (folder) => {
      const versions = `packages: map (name: packages.\${name}.version)
        (builtins.filter (name: builtins.match "bluesky-indigo-.*" name != null) (builtins.attrNames packages))`;
      edit(folder, "pkgs/bluesky/sources.json", "0-unstable-2025-10-30", "0-unstable-2026-01-02");
      const bumped = await unwrap<readonly string[]>(evaluateFlake(packages, versions, folder));
      expect(bumped).toEqual(Array<string>(12).fill("0-unstable-2026-01-02"));
    });
  });
});

describe("wrong metadata", () => {
  const cocoon = "pkgs/hailey-at/cocoon/package.nix";

  test.each([
    ["tier = 1;", "tier = 7;", "hailey-at-cocoon: atproto.tier: 7 is none of 1, 2, 3"],
    ['category = "infrastructure";', "", "hailey-at-cocoon: atproto.category: null is none of"],
    ['mainProgram = "cocoon";', "", "hailey-at-cocoon: meta.mainProgram: missing"],
    ["license = lib.licenses.mit;", "", "hailey-at-cocoon: meta.license: missing"],
    [
      "dependencies = [ ];",
      'dependencies = [ "nobody" ];',
      'hailey-at-cocoon: atproto.dependencies: "nobody"',
    ],
    ["meta = {", "passthru.was = {", "hailey-at-cocoon: meta.description: missing"],
    ["atproto = {", "passthru.was = {", "hailey-at-cocoon: atproto: missing"],
  ])("%s made %j names package and field, and stops no other", async (from, to, message) => {
    await withCopy(async (folder) => {
      edit(folder, cocoon, from, to);
      const { exitCode, stderr } = await evaluateFlake(
        `${packages}.hailey-at-cocoon`,
        "p: p.drvPath",
        folder,
      );
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(message)]);
      const neighbour = evaluateFlake(`${packages}.tangled-knot`, "p: p.name", folder);
      await expect(unwrap(neighbour)).resolves.toMatch(/^tangled-knot-/);
    });
  });
});

describe("what is not pinned", () => {
  const sources = "pkgs/hailey-at/sources.json";
  const evaluateCocoon = (folder: string) =>
    evaluateFlake(`${packages}.hailey-at-cocoon`, "p: p.drvPath", folder);

  test.each([
    ["5a6fbfab88f0c811b708c08b334cd56716081963", "main", 'cocoon: rev "main" is no full commit'],
    ['"tangled"', '"sourcehut"', 'cocoon: forge "sourcehut" is not known'],
  ])("%s made %s is refused with file and entry", async (from, to, message) => {
    await withCopy(async (folder) => {
      edit(folder, sources, from, to);
      const { exitCode, stderr } = await evaluateCocoon(folder);
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringContaining(`pkgs/hailey-at/sources.json: ${message}`),
      ]);
    });
  });

  test("a hash that is not known breaks the package, visibly, and nothing else", async () => {
    await withCopy(async (folder) => {
      write(folder, { "pkgs/hailey-at/cocoon/hashes.json": '{ "vendorHash": null }' });
      const reason = evaluateFlake(
        `${packages}.hailey-at-cocoon`,
        "p: [ p.meta.broken p.meta.problems.broken.message ]",
        folder,
      );
      expect(await unwrap(reason)).toEqual([true, "vendorHash of cocoon is not known"]);
      await expect(unwrap(evaluateCocoon(folder))).resolves.toMatch(/cocoon/);
    });
  });

  test("a hash that becomes known mends all its packages", async () => {
    await withCopy(async (folder) => {
      edit(
        folder,
        "pkgs/bluesky/hashes.json",
        '"pnpmDepsHash": null',
        '"pnpmDepsHash": "sha256-TZ+lUdICkLZfHPvU1qEUeB3wasBKJpGo2lMk4eeyjas="',
      );
      const left = "p: builtins.attrNames p.passthru.leftOut";
      expect(await unwrap(evaluateFlake(`${packages}.bluesky-all`, left, folder))).toEqual([
        "bluesky-indigo-relay-admin-ui",
        "bluesky-pds",
      ]);
    });
  });
});

describe("the guard", () => {
  const guard = (folder: string) =>
    spawnSync(process.execPath, [join(root, "actions/cli/main.ts"), "guard", folder], { encoding: "utf8" });

  test("finds nothing to refuse", () => {
    expect(guard(join(root, "nur")).status).toBe(0);
  });

  test("is red for a fakeHash in a package", async () => {
    await withCopy(async (folder) => {
      edit(
        folder,
        "pkgs/hailey-at/cocoon/package.nix",
        "inherit (hashes) vendorHash;",
        "vendorHash = lib.fakeHash;",
      );
      const { status, stdout, stderr } = guard(folder);
      expect([status, stdout + stderr]).toEqual([1, expect.stringContaining("cocoon/package.nix:")]);
    });
  });
});

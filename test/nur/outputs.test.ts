import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  checkFlake,
  evaluateExpression,
  evaluateFlake,
  nur,
  systems,
  unwrap,
} from "../support/nixpkgs/evaluate.ts";

const expressionOf = <T>(expression: string, system?: string) =>
  unwrap<T>(evaluateExpression(expression, system));

describe("the flake", () => {
  test("passes nix flake check, the broken and the unfree included", async () => {
    const { exitCode, stderr } = await checkFlake();
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
  });

  test("has the outputs that were promised", async () => {
    const outputs = {
      packages: systems.toSorted(),
      legacyPackages: systems.toSorted(),
      formatter: systems.toSorted(),
      checks: systems.toSorted(),
      ciJobs: systems.toSorted(),
      overlays: ["default"],
      templates: ["deno", "go", "module", "node", "ruby", "rust"],
    };
    for (const [output, names] of Object.entries(outputs))
      expect(await unwrap(evaluateFlake(output, "builtins.attrNames"))).toEqual(names);
  });

  test("its checks and its formatter evaluate to derivations", async () => {
    const derivations = "builtins.mapAttrs (_: check: check.drvPath)";
    const checks = await unwrap<Record<string, string>>(evaluateFlake("checks.x86_64-linux", derivations));
    const folders = readdirSync(join(nur, "modules"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const modules = folders.map(({ name }) => `modules-${name}`);
    const machines = folders.flatMap(({ name: organization }) =>
      readdirSync(join(nur, "modules", organization))
        .filter((name) => existsSync(join(nur, "modules", organization, name, "test.nix")))
        .map((name) => `machine-${organization}-${name}`),
    );
    expect(Object.keys(checks)).toEqual(
      ["antipatterns", "dead-code", "layout", "metadata", ...machines, ...modules].toSorted(),
    );
    expect(Object.keys(await unwrap<object>(evaluateFlake("checks.x86_64-darwin", derivations)))).toEqual([
      "antipatterns",
      "dead-code",
      "layout",
      "metadata",
    ]);
    await expect(unwrap(evaluateFlake("formatter.x86_64-linux", "f: f.drvPath"))).resolves.toMatch(/nixfmt/);
  });

  test.each(systems)("every job for %s can be built: sound, free, available", async (system) => {
    const jobs = await unwrap<Record<string, string>>(
      evaluateFlake(`ciJobs.${system}.packages`, "builtins.mapAttrs (_: package: package.drvPath)"),
    );
    expect(Object.keys(jobs).length).toBeGreaterThan(50);
    expect(Object.keys(jobs)).not.toContain("teal-fm-aqua");
    expect(Object.keys(jobs)).not.toContain("microcosm-reflector");
  });
});

describe("collections", () => {
  type Collection = {
    readonly broken: boolean;
    readonly free: boolean;
    readonly members: readonly string[];
    readonly leftOut: Readonly<Record<string, string>>;
  };

  const facts = `builtins.mapAttrs (_: package: {
    inherit (package.meta) broken;
    free = builtins.all (license: license.free) package.meta.license;
    inherit (package.passthru) members leftOut;
  }) set.collections`;

  test.each(systems)("on %s hold every package of their organization, or say why not", async (system) => {
    const collections = await expressionOf<Record<string, Collection>>(facts, system);
    const organizations = readdirSync(join(nur, "pkgs"));
    expect(Object.keys(collections)).toEqual(organizations.map((organization) => `${organization}-all`));
    for (const organization of organizations) {
      const { broken, members, leftOut } = collections[`${organization}-all`] as Collection;
      const folders = readdirSync(join(nur, "pkgs", organization), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${organization}-${name}`);
      expect([...members, ...Object.keys(leftOut)].toSorted()).toEqual(folders.toSorted());
      expect(broken).toBe(members.length === 0);
    }
  });

  test("say why: broken, not free, not for this system", async () => {
    const { "microcosm-all": microcosm, "teal-fm-all": teal } =
      await expressionOf<Record<string, Collection>>(facts);
    expect(microcosm?.free).toBe(true);
    expect(microcosm?.leftOut).toEqual({
      "microcosm-reflector": "its licence is not free",
      "microcosm-who-am-i": "its licence is not free",
    });
    expect(teal?.leftOut["teal-fm-amethyst"]).toBe("pnpmDepsHash of teal is not known");
    const { "witchcraft-systems-all": dash } = await expressionOf<Record<string, Collection>>(
      facts,
      "aarch64-darwin",
    );
    expect(dash?.leftOut).toEqual({ "witchcraft-systems-pds-dash": "not for aarch64-darwin" });
  });
});

describe("former names", () => {
  test("lead to a package that exists, and warn", async () => {
    const { value, stderr } = await evaluateFlake(
      "legacyPackages.x86_64-linux",
      "builtins.mapAttrs (_: package: package.name)",
    );
    expect(value).toMatchObject({ "indigo-relay": expect.stringMatching(/^indigo-relay-/) });
    for (const former of Object.keys(value as object)) expect(stderr).toContain(`${former} is now called `);
  });

  test("are none of the present names", async () => {
    const both = "builtins.attrNames (builtins.intersectAttrs set.aliases (set.packages // set.collections))";
    expect(await expressionOf(both)).toEqual([]);
  });
});

describe("without flakes", () => {
  const given = "{ inherit craneLib pkgs; }";

  test("default.nix has the packages of the flake, the former names and what the NUR reserves", async () => {
    const names = await expressionOf<readonly string[]>(`builtins.attrNames (import nur ${given})`);
    const flake = await unwrap<readonly string[]>(
      evaluateFlake("packages.x86_64-linux", "builtins.attrNames"),
    );
    expect(names).toEqual(expect.arrayContaining([...flake, "indigo-hepa", "lib", "overlays"]));
  });

  test("ci.nix lists derivations that can be built", async () => {
    const listed = `map (package: package.drvPath) (import (nur + "/ci.nix") ${given}).cachePkgs`;
    const outputs = `map toString (import (nur + "/ci.nix") ${given}).cacheOutputs`;
    const packages = await expressionOf<readonly string[]>(listed);
    expect(packages.length).toBeGreaterThan(50);
    expect(await expressionOf<readonly string[]>(outputs)).toHaveLength(packages.length);
  });
});

describe("the overlay", () => {
  const overlay = `import (nur + "/lib/overlay.nix") (_: craneLib)`;
  const with_ = (more: string) => `import ${join(import.meta.dirname, "../support/nixpkgs")} {
    system = "x86_64-linux"; overlays = [ ${more} (${overlay}) ]; }`;

  test("builds with the nixpkgs of its user", async () => {
    const other = `(_: prev: { openssl = prev.openssl // { outPath = "/nix/store/other"; }; })`;
    const inputs = await expressionOf<string>(
      `builtins.toJSON (${with_(other)}).smokesignal-events-quickdid.recorded.buildInputs`,
    );
    expect(inputs).toContain("/nix/store/other");
  });

  test("replaces nothing that nixpkgs has", async () => {
    const own = `(_: _: { bluesky-pds = "theirs"; })`;
    expect(await expressionOf(`(${with_(own)}).bluesky-pds`)).toBe("theirs");
  });

  test("names every package, the broken too", async () => {
    const names = `builtins.attrNames (builtins.intersectAttrs set.packages (${with_("")}))`;
    expect(await expressionOf(names)).toEqual(await expressionOf("builtins.attrNames set.packages"));
  });
});

describe("templates", () => {
  const made = (name: string) =>
    `((import (nur + "/templates/${name}/flake.nix")).outputs {
      nur = { lib.buildersFor.x86_64-linux = set.builders; overlays.default = "overlay"; };
    })`;

  test.each(["rust", "go", "ruby"])("%s builds as it is", async (name) => {
    await expect(expressionOf(`${made(name)}.packages.x86_64-linux.default.drvPath`)).resolves.toMatch(
      /my-service/,
    );
  });

  test.each([
    ["node", "npmDepsHash of my-service is not known"],
    ["deno", "nodeModulesHash of my-service is not known"],
  ])("%s says what is to be filled in", async (name, reason) => {
    const message = `${made(name)}.packages.x86_64-linux.default.meta.problems.broken.message`;
    expect(await expressionOf(message)).toBe(reason);
  });

  test.each(["rust", "go", "ruby", "node", "deno"])("%s has metadata that passes the check", async (name) => {
    const problems = `(import (nur + "/lib") { inherit lib; }).atproto-core.problemsOf [ ] ${made(name)}.packages.x86_64-linux.default`;
    expect(await expressionOf(problems)).toEqual([]);
  });

  test("module brings the overlay along", async () => {
    expect(await expressionOf(`${made("module")}.nixosModules.default.nixpkgs.overlays`)).toEqual([
      "overlay",
    ]);
  });

  test("every one is described", async () => {
    const described = "builtins.mapAttrs (_: template: template.description)";
    const descriptions = await unwrap<Record<string, string>>(evaluateFlake("templates", described));
    for (const description of Object.values(descriptions)) expect(description).toMatch(/^An? .{10,}[^.]$/);
  });
});

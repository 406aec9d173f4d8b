import { describe, expect, test } from "@jest/globals";
import { evaluateExpression, unwrap } from "../support/nixpkgs/evaluate.ts";

const expressionOf = <T>(expression: string, system?: string) =>
  unwrap<T>(evaluateExpression(expression, system));

describe("atproto-core", () => {
  const core = `(import (nur + "/lib") { inherit lib; }).atproto-core`;
  const sound = `{
    meta = { description = "Thing"; homepage = "https://example.org"; license = lib.licenses.mit;
      mainProgram = "thing"; platforms = [ "x86_64-linux" ]; maintainers = [ ]; broken = false; };
    passthru.atproto = { category = "utility"; services = [ ]; protocols = [ "com.atproto" ]; dependencies = [ ]; tier = 2; };
  }`;
  const problems = (change: string) =>
    expressionOf<readonly string[]>(
      `let sound = ${sound}; in ${core}.problemsOf [ "known" ] (sound // ${change})`,
    );

  test("finds nothing in a sound package", async () => {
    expect(await problems("{ }")).toEqual([]);
  });

  test.each([
    ['{ meta = sound.meta // { description = "Thing."; }; }', "meta.description: ends with a full stop"],
    [
      '{ meta = sound.meta // { homepage = "http://x.org"; }; }',
      "meta.homepage: missing, or no https address",
    ],
    ['{ meta = sound.meta // { license = "MIT"; }; }', "meta.license: missing, or none of lib.licenses"],
    ["{ meta = sound.meta // { platforms = [ ]; }; }", "meta.platforms: missing or empty"],
    [
      "{ meta = sound.meta // { broken = true; }; }",
      "meta.problems.broken.message: it and meta.broken go together",
    ],
    [
      '{ passthru = sound.passthru // { noProgram = "a library"; }; }',
      "noProgram: there is a mainProgram as well",
    ],
    [
      '{ passthru.atproto = sound.passthru.atproto // { type = "application"; }; }',
      "atproto.type: no such field; the fields are category, dependencies, protocols, services, tier",
    ],
    [
      '{ passthru.atproto = sound.passthru.atproto // { services = "pds"; }; }',
      "atproto.services: not a list of names",
    ],
  ])("%s", async (change, message) => {
    expect(await problems(change)).toEqual([message]);
  });

  test("collects all that is wrong", async () => {
    expect(await problems("{ meta = { }; passthru = { }; }")).toHaveLength(7);
  });

  test("tells packages that speak to each other from those that do not", async () => {
    const speaks = "protocols: { passthru.atproto = { inherit protocols; }; }";
    const compatible = (left: string, right: string) =>
      expressionOf(`let speaks = ${speaks}; in ${core}.isCompatible (speaks ${left}) (speaks ${right})`);
    expect(await compatible('[ "a" "b" ]', '[ "b" ]')).toBe(true);
    expect(await compatible('[ "a" ]', '[ "b" ]')).toBe(false);
  });

  test("resolves dependencies transitively, and ends where they go round", async () => {
    const packages = `(builtins.mapAttrs (_: dependencies: { passthru.atproto = { inherit dependencies; }; }) {
      a = [ "b" ]; b = [ "c" ]; c = [ "a" ]; d = [ ];
    })`;
    expect(await expressionOf(`${core}.resolveDependencies ${packages} "a"`)).toEqual(["b", "c"]);
    expect(await expressionOf(`${core}.resolveDependencies ${packages} "d"`)).toEqual([]);
  });

  test("the dependencies of every package of the set resolve", async () => {
    const all = `builtins.mapAttrs (name: _: ${core}.resolveDependencies set.packages name) set.packages`;
    const resolved = await expressionOf<Record<string, readonly string[]>>(all);
    expect(resolved["tangled-avatar"]).toEqual(["tangled-appview", "workerd-workerd", "tangled-knot"]);
  });
});

describe("the builders", () => {
  const setOf = (pkgs: string) =>
    `((import (nur + "/lib") { inherit lib; }).packageSet { inherit craneLib; pkgs = ${pkgs}; })`;

  test("a licence that is not free is no matter of evaluation, and builds where it is allowed", async () => {
    const args = await expressionOf<readonly string[]>("set.packages.microcosm-reflector.args");
    expect(args[1]).toContain("reflector has a licence that is not free");
    const flags = `${setOf("unfree")}.packages.microcosm-reflector.recorded.cargoExtraArgs`;
    expect(await expressionOf(flags)).toBe("--locked --package reflector");
  });

  test("crates of a workspace share one build of its dependencies", async () => {
    const artifacts = (attribute: string) =>
      expressionOf<string>(`set.packages.${attribute}.recorded.cargoArtifacts.drvPath`);
    expect(await artifacts("microcosm-ufos")).toBe(await artifacts("microcosm-pocket"));
    expect(await artifacts("blacksky-pds")).toBe(await artifacts("blacksky-syntax"));
    expect(await artifacts("blacksky-pds")).not.toBe(await artifacts("microcosm-ufos"));
  });

  test("inputs are added to the standard ones, which stay", async () => {
    const names = await expressionOf<readonly string[]>(
      "map (input: input.name) set.packages.smokesignal-events-quickdid.recorded.buildInputs",
    );
    expect(names).toEqual(["openssl", "sqlite"]);
  });

  test("a crate is asked for by its own name and program", async () => {
    const flags = "set.packages.blacksky-jetstream-subscriber.recorded.cargoExtraArgs";
    expect(await expressionOf(flags)).toBe(
      "--locked --package rsky-jetstream-subscriber --bin rsky-jetstream-subscriber",
    );
  });

  test("services of one Go module share source and vendor hash", async () => {
    const facts = (name: string) =>
      expressionOf(`let r = set.packages.bluesky-indigo-${name}.recorded; in [ r.src.outPath r.vendorHash ]`);
    expect(await facts("relay")).toEqual(await facts("gosky"));
  });

  test.each(["pkgs", "newer"])("a pnpm workspace builds once its hash is known, with %s", async (nixpkgs) => {
    const member = `(${setOf(nixpkgs)}.builders.buildPnpmPackage {
      pname = "atproto-api";
      source = set.packages.bluesky-atproto-api.passthru.source;
      pnpm = ${nixpkgs}.pnpm_9;
      pnpmDepsHash = "sha256-rjcd7yJIbMocx2BzvFkmvOV/8EjJixdrmcgdHvRqN5k=";
      member = "@atproto/api";
    })`;
    expect(await expressionOf(`${member}.meta.broken`)).toBe(false);
    expect(await expressionOf(`${member}.recorded.pnpmWorkspaces`)).toEqual(["@atproto/api..."]);
    await expect(expressionOf(`${member}.drvPath`)).resolves.toMatch(/-atproto-api-0\.17\.3\.drv$/);
  });

  test("node_modules are of systems whose hash is known, and no other", async () => {
    expect(await expressionOf("set.packages.witchcraft-systems-pds-dash.meta.platforms")).toEqual([
      "x86_64-darwin",
      "x86_64-linux",
    ]);
  });

  test("a broken package evaluates, and fails when built, with the reason", async () => {
    const stub = "set.packages.teal-fm-amethyst";
    const args = await expressionOf<readonly string[]>(`${stub}.args`);
    expect(args).toEqual([
      "-c",
      "echo 'teal-amethyst is broken: pnpmDepsHash of teal is not known' >&2; exit 1",
    ]);
  });

  test("a leaflet with an address of a Supabase is whole", async () => {
    const whole = `(set.packages.hyperlink-academy-leaflet.override {
      supabaseProject = { url = "https://x.example.org"; anonKey = "public"; };
    })`;
    expect(await expressionOf(`${whole}.meta.broken`)).toBe(false);
    await expect(expressionOf(`${whole}.drvPath`)).resolves.toMatch(/-leaflet-/);
  });
});

describe("sources", () => {
  test("Tangled's come as archives, or by git where the knot serves none", async () => {
    const fetcher = (attribute: string) => expressionOf(`set.packages.${attribute}.recorded.src.fetcher`);
    expect(await fetcher("tangled-knot")).toBe("fetchzip");
    expect(await fetcher("whey-party-red-dwarf")).toBe("fetchgit");
    expect(await expressionOf("set.packages.tangled-knot.recorded.src.recorded")).toEqual({
      name: "source",
      extension: "tar.gz",
      url: "https://tangled.org/@tangled.org/core/archive/2e5a4cde904d86825cefe5971e68f1bdfb1dd36f",
      hash: "sha256-qDVJ2sEQL0TJbWer6ByhhQrzHE1bZI3U1mmCk0sPZqo=",
    });
  });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { evaluateFlake, nur, systems, unwrap } from "../support/nixpkgs/evaluate.ts";

type Package = {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly broken: boolean;
  readonly reason: string | null;
  readonly position: string;
  readonly program: string | null;
  readonly noProgram: string | null;
  readonly drvPath: string;
};

const facts = `packages: builtins.mapAttrs (_: package: let
  inherit (package) meta passthru;
in {
  inherit (package) drvPath name;
  inherit (meta) broken position;
  inherit (passthru) language;
  version = package.version or "";
  reason = meta.problems.broken.message or null;
  program = meta.mainProgram or null;
  noProgram = passthru.noProgram or null;
}) packages`;

const pkgs = join(nur, "pkgs");
const folders = readdirSync(pkgs)
  .flatMap((organization) =>
    readdirSync(join(pkgs, organization), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => ({
        attribute: `${organization}-${entry.name}`,
        folder: join(organization, entry.name),
      })),
  )
  .toSorted((left, right) => (left.attribute < right.attribute ? -1 : 1));

const isCollection = (attribute: string) => attribute.endsWith("-all");

describe.each(systems)("on %s", (system) => {
  let packages: Readonly<Record<string, Package>>;

  beforeAll(async () => {
    packages = await unwrap(evaluateFlake(`packages.${system}`, facts));
  });

  test("every package has a derivation, and every broken one a reason", () => {
    for (const [attribute, { broken, reason, drvPath }] of Object.entries(packages)) {
      expect([attribute, broken, typeof reason]).toEqual([attribute, broken, broken ? "string" : "object"]);
      expect(drvPath).toMatch(/^\/nix\/store\/[a-z0-9]{32}-.+\.drv$/);
    }
  });

  test("a package says where it is written", () => {
    const strayed = Object.entries(packages).filter(
      ([attribute, { position }]) =>
        !isCollection(attribute) && !/\/pkgs\/[^/]+\/[^/]+\/package\.nix:\d+$/.test(position),
    );
    expect(strayed).toEqual([]);
  });

  test("it has a program, or says why it has none", () => {
    const unclear = Object.values(packages).filter(
      ({ program, noProgram }) => (program === null) === (noProgram === null),
    );
    expect(unclear).toEqual([]);
  });

  test("what is missing here is for other systems only", async () => {
    const missing = folders.map(({ attribute }) => attribute).filter((attribute) => !(attribute in packages));
    const elsewhere = await Promise.all(
      systems
        .filter((other) => other !== system)
        .map((other) => unwrap<readonly string[]>(evaluateFlake(`packages.${other}`, "builtins.attrNames"))),
    );
    for (const attribute of missing) expect(elsewhere.some((names) => names.includes(attribute))).toBe(true);
    expect(missing.length).toBeLessThan(5);
  });
});

describe("on x86_64-linux", () => {
  test("every folder is a package, and nothing else is but the collections", async () => {
    const names = await unwrap<readonly string[]>(
      evaluateFlake("packages.x86_64-linux", "builtins.attrNames"),
    );
    expect(names.filter((name) => !isCollection(name))).toEqual(folders.map(({ attribute }) => attribute));
    expect(names.filter(isCollection)).toEqual(
      readdirSync(pkgs).map((organization) => `${organization}-all`),
    );
  });

  test("every folder holds a package.nix and no file of an unknown kind", () => {
    const known = /^(package\.nix|hashes\.json|assets\.json|gemset\.json|index\.html)$/;
    for (const { folder } of folders) {
      expect(existsSync(join(pkgs, folder, "package.nix"))).toBe(true);
      expect(readdirSync(join(pkgs, folder)).filter((file) => !known.test(file))).toEqual([]);
    }
  });

  test("README.md has the figures that the command prints", async () => {
    const report = await unwrap<string>(evaluateFlake("lib.report"));
    const readme = readFileSync(join(nur, "README.md"), "utf8");
    const printed =
      /<!-- generated: nix eval --raw \.#lib\.report -->\n\n([\s\S]*?)\n<!-- \/generated -->/.exec(readme);
    expect(printed?.[1]).toBe(report);
  });
});

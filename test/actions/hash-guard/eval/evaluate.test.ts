import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { run } from "../../../../actions/hash-guard/run.ts";
import { parseInputs } from "../../../../actions/lib/inputs.ts";
import { hashGuard } from "../../../../workflows/contract/hash-guard.ts";
import { aHost, type FakeHost } from "../../../support/fake-host.ts";
import { nixEnvironment } from "../../../support/nix.ts";

const one = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
const oneInBase16 = Buffer.from(one.slice(7), "base64").toString("hex");
const two = "sha256-bXqLW0qcPZgJ4CJxZp3tHzgG5vE1w8mU0sUfQpWkYtI=";

/** The fetcher stands in another file than its calls, as in nixpkgs. */
const library = `rec {
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fetch = args: derivation ({
    name = args.name or "source";
    system = "x86_64-linux";
    builder = "/bin/sh";
    outputHashMode = "flat";
    outputHash = args.hash or fakeHash;
  } // removeAttrs args [ "hash" ]);
  package = name: src: derivation { inherit name src; system = "x86_64-linux"; builder = "/bin/sh"; };
}
`;

const environment = nixEnvironment();
afterAll(() => rmSync(environment["XDG_CACHE_HOME"] ?? "", { recursive: true, force: true }));

let workspace: string;
let host: FakeHost;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "hash-guard-eval-"));
  host = aHost({ workspace, environment });
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
  rmSync(host.temporary, { recursive: true, force: true });
});

/** A flake whose `packages.x86_64-linux` is made of these lines, the first on line 3; `l` is the library. */
function put(packages: string, files: Readonly<Record<string, string>> = {}): void {
  const flake = `{ outputs = { self }: let l = import ./lib.nix; in {\npackages.x86_64-linux = {\n${packages}\n}; }; }\n`;
  for (const [file, text] of Object.entries({ "flake.nix": flake, "lib.nix": library, ...files })) {
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    writeFileSync(join(workspace, file), text);
  }
}

async function guard(given: Readonly<Record<string, string>> = { eval: "true" }) {
  const inputs = parseInputs(hashGuard, (name) => given[name] ?? "");
  if (!inputs.ok) throw new Error(JSON.stringify(inputs.problems));
  return run(inputs.value, host);
}

/** `FILE:LINE rule severity` of every problem. */
async function found(given?: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { problems } = await guard(given);
  return problems.map(({ where, code, severity }) => {
    const place = typeof where === "string" ? where : [where.file, where.line].filter(Boolean).join(":");
    return `${place} ${code} ${severity}`;
  });
}

const url = "https://example.org";

describe("zero hashes", () => {
  test("a default that is really used is an error at the call that forgot the hash", async () => {
    put(
      `a = l.fetch { url = "${url}/a.tar.gz"; };\nb = l.fetch { url = "${url}/b.tar.gz"; hash = "${one}"; };`,
    );
    expect(await found()).toEqual(["flake.nix:3 hash-placeholder error"]);
    const { problems } = await guard();
    expect(problems.find(({ code }) => code === "hash-placeholder")).toMatchObject({
      what: '"source" is fetched with a hash of zeros: a placeholder is used, or no hash was given (packages.x86_64-linux.a)',
      fix: `put here the hash that this prints: nix store prefetch-file ${url}/a.tar.gz`,
    });
  });

  test("a default that nothing uses stays a warning", async () => {
    put(`b = l.fetch { url = "${url}/b.tar.gz"; hash = "${one}"; };`);
    expect(await found()).toEqual([]);
  });

  test("an empty outputHash behind a name", async () => {
    put(
      `c = derivation { name = "c"; system = "x86_64-linux"; builder = "/bin/sh"; outputHashAlgo = "sha256"; } // { };
d = derivation (import ./d.nix { none = ""; });`,
      {
        "d.nix":
          '{ none }: {\n name = "dee"; system = "x86_64-linux"; builder = "/bin/sh";\n outputHashAlgo = "sha256"; outputHash = none;\n}\n',
      },
    );
    expect(await found()).toEqual(["d.nix:2 hash-placeholder error"]);
  });

  test("what the files say already is said once", async () => {
    put(`a = l.fetch { url = "${url}/a.tar.gz"; hash = l.fakeHash; };`);
    expect(await found()).toEqual(["flake.nix:3 hash-placeholder error"]);
    expect(await found({})).toEqual(["flake.nix:3 hash-placeholder error"]);
  });

  test("a URL that only evaluation knows leads to the attribute", async () => {
    put(`a = let u = builtins.concatStringsSep "/" [ "https:/" "x.org" "a" ]; in\n l.fetch { url = u; };`);
    expect(await found()).toEqual(["flake.nix:3 hash-placeholder error"]);
  });

  test("a fetch deep in a closure is found at its own line", async () => {
    put(
      `top = l.package "top" (l.package "mid" (l.package "low" (import ./deep.nix l)));\nother = l.package "other" null;`,
      { "deep.nix": `l: l.fetch {\n  url = "${url}/deep.tar.gz";\n}\n` },
    );
    expect(await found()).toEqual(["deep.nix:2 hash-placeholder error"]);
  });

  test("what looks like a test to the files, and is built, is an error", async () => {
    put(`tests = l.fetch {\n  url = "${url}/a.tar.gz";\n  hash = l.fakeHash;\n};`);
    expect(await found({})).toEqual(["flake.nix:5 hash-placeholder note"]);
    expect(await found()).toEqual(["flake.nix:5 hash-placeholder error"]);
  });

  test("a default beside the URL is where the hash is missing", async () => {
    put("a = import ./a.nix { inherit l; args = { }; };", {
      "a.nix": `{ l, args }:\nl.fetch {\n  url = "${url}/a.tar.gz";\n  outputHash = args.hash or l.fakeHash;\n}\n`,
    });
    expect(await found({})).toEqual(["a.nix:4 hash-placeholder-default warning"]);
    expect(await found()).toEqual([
      "a.nix:4 hash-placeholder error",
      "a.nix:4 hash-placeholder-default warning",
    ]);
  });

  test("an ignore with a reason holds for evaluation too", async () => {
    put(
      `a = l.fetch { url = "${url}/a.tar.gz"; }; # guard:ignore hash-placeholder the hash follows with the release`,
    );
    expect(await found()).toEqual([]);
  });
});

describe("said once, where it can be mended", () => {
  test("the same fault in two systems", async () => {
    put("", {
      "flake.nix": `{ outputs = { self }: let each = system: { a = derivation {
  inherit system; name = "a"; builder = "/bin/sh"; url = "${url}/a"; outputHashAlgo = "sha256";
  outputHash = builtins.substring 0 0 "x"; }; }; in {
  packages.x86_64-linux = each "x86_64-linux"; packages.aarch64-linux = each "aarch64-linux"; }; }\n`,
    });
    expect(await found()).toEqual(["flake.nix:2 hash-placeholder error"]);
    const { json } = await guard();
    expect(json).toMatchObject({ evaluated: { attributes: 2, fetches: 2 } });
  });

  test("a dependency that no file shows comes from an input: a note at the attribute that needs it", async () => {
    put(`a = l.package "a" (l.package "b" (import ./input.nix l));`, {
      "input.nix": `l: l.fetch { url = "${url}/a.git"; rev = "main"; hash = "${one}"; }\n`,
    });
    expect(await found({ eval: "true", paths: "flake.nix" })).toEqual(["flake.nix:3 rev-mutable note"]);
    expect(await found()).toEqual(["input.nix:1 rev-mutable error"]);
  });

  test("without any place it is the derivation with its attribute, and settings hold for it", async () => {
    put("", {
      "flake.nix": `{ outputs = { self }: let l = import ./lib.nix; in {
  packages.x86_64-linux = builtins.mapAttrs (_: value: value) { a = l.fetch {
    name = "sea" + "weed"; url = builtins.concatStringsSep "" [ "${url}/" "a" ]; }; }; }; }\n`,
    });
    expect(await found()).toEqual(["seaweed (packages.x86_64-linux.a) hash-placeholder error"]);
    writeFileSync(join(workspace, ".hash-guard.json"), '{ "rules": { "hash-placeholder": "warning" } }');
    expect(await found()).toEqual(["seaweed (packages.x86_64-linux.a) hash-placeholder warning"]);
  });

  test("a flake in a folder of its own: files are those of the workspace, and others are none of its", async () => {
    put(
      `a = l.fetch { url = "${url}/a"; };\nb = l.fetch { url = builtins.concatStringsSep "/" [ "${url}" "b" ]; };`,
    );
    mkdirSync(join(workspace, "sub"));
    for (const file of ["flake.nix", "lib.nix"])
      renameSync(join(workspace, file), join(workspace, "sub", file));
    put("", { "flake.nix": `{ homepage.url = "${url}/a"; }\n` });
    expect(await found({ eval: "true", flake: "./sub" })).toEqual([
      "sub/flake.nix:3 hash-placeholder error",
      "sub/flake.nix:4 hash-placeholder error",
    ]);
  });

  test("a baseline tolerates what evaluation found", async () => {
    put(`a = l.fetch { url = "${url}/a"; };`);
    const baseline = { eval: "true", baseline: "baseline.json" };
    await guard({ ...baseline, "update-baseline": "true" });
    expect(await found(baseline)).toEqual([]);
    put(`a = l.fetch { url = "${url}/a"; };\nb = l.fetch { url = "${url}/b"; };`);
    expect(await found(baseline)).toEqual(["flake.nix:4 hash-placeholder error"]);
  });

  test("after a fix it is evaluated what the files say then", async () => {
    put(
      `a = l.fetch { url = "${url}/a"; hash = "sha256-${oneInBase16}"; };\nb = l.fetch { url = "${url}/b"; };`,
    );
    expect(await found({ eval: "true", fix: "true" })).toEqual(["flake.nix:4 hash-placeholder error"]);
  });
});

describe("hashes as Nix reads them", () => {
  test("weak, made up, of nothing", async () => {
    put(
      `a = l.fetch { url = "${url}/a"; outputHashAlgo = "md5"; outputHash = builtins.substring 0 32 "9e107d9d372bb6826bd81d3542a419d6-"; };
b = l.fetch { url = "${url}/b"; outputHash = "sha256-" + builtins.concatStringsSep "" (builtins.genList (_: "B") 42) + "A="; };
c = l.fetch { url = "${url}/c"; outputHash = "sha256:" + builtins.hashString "sha256" ""; };
emptyFile = l.fetch { name = "empty-file"; url = "${url}/d"; outputHash = "sha256:" + builtins.hashString "sha256" ""; };`,
    );
    expect((await found()).filter((line) => !line.includes("duplicate"))).toEqual([
      "flake.nix:3 hash-weak error",
      "flake.nix:4 hash-low-entropy error",
      "flake.nix:5 hash-of-nothing error",
    ]);
  });

  test("one hash under two URLs, in two spellings", async () => {
    put("a = import ./a.nix l;\nb = import ./b.nix l;", {
      "a.nix": `l: let u = "${url}/a.tar.gz"; in\nl.fetch { url = u; hash = "${one}"; }\n`,
      "b.nix": `l: let u = "${url}/b.tar.gz"; in\nl.fetch { url = u;\n  hash = "sha256:${oneInBase16}"; }\n`,
    });
    expect(await found()).toEqual(["b.nix:3 hash-duplicate error"]);
    const duplicate = (await guard()).problems.find(({ code }) => code === "hash-duplicate");
    expect(duplicate?.what).toContain(`the hash of "${url}/a.tar.gz" (a.nix:2) stands here`);
  });

  test("one hash under two URLs, and one URL with two hashes, that no file shows", async () => {
    put(
      `a = l.fetch { url = "${url}/a.tar.gz"; hash = "${one}"; };
b = l.fetch { url = builtins.concatStringsSep "/" [ "${url}" "b.tar.gz" ]; hash = "sha256:${oneInBase16}"; };
c = l.fetch { url = builtins.concatStringsSep "/" [ "${url}" "a.tar.gz" ]; hash = "${two}"; };`,
    );
    expect(await found()).toEqual(["flake.nix:4 hash-duplicate error", "flake.nix:5 hash-duplicate error"]);
  });

  test("two hashes for one URL, and for one revision", async () => {
    put(
      `a = l.fetch { url = "${url}/a.tar.gz"; hash = "${one}"; };
b = l.fetch { url = "${url}/a.tar.gz"; hash = "${two}"; };
c = l.fetch { url = "${url}/r.git"; rev = "v1.0"; hash = "sha256:${oneInBase16.replaceAll("1", "2")}"; };
d = l.fetch { url = "${url}/r.git"; rev = "v1.1"; hash = "sha256:${oneInBase16.replaceAll("1", "3")}"; };`,
    );
    expect(await found()).toEqual(["flake.nix:4 hash-duplicate error"]);
  });
});

describe("sources in their final form", () => {
  test("a branch, a moving tag and a moving URL that evaluation puts together", async () => {
    put(
      `a = l.fetch { url = "${url}/a.git"; rev = builtins.concatStringsSep "" [ "ma" "in" ]; hash = "${one}"; };
b = l.fetch { url = "${url}/b.git"; tag = builtins.concatStringsSep "" [ "night" "ly" ]; hash = "${two}"; };
c = l.fetch { urls = [ ("https://github.com/o/r/arch" + "ive/master.tar.gz") ]; hash = "sha256:${oneInBase16.replaceAll("1", "2")}"; };`,
    );
    const lines = await found();
    expect(lines).toEqual([
      "flake.nix:3 rev-mutable error",
      "flake.nix:4 tag-mutable error",
      "flake.nix:5 url-mutable error",
    ]);
  });

  test("structured attributes hold the URLs, and no environment does", async () => {
    put(
      `a = l.fetch { __structuredAttrs = true; urls = [ "${url}/ok-1.0.tar.gz" ("${url}/releases/latest/" + "download/x") ]; hash = "${one}"; };`,
    );
    expect(await found()).toEqual(["flake.nix:3 url-mutable error"]);
  });

  test("a branch that the files show already is not said as a URL again", async () => {
    put(
      `a = import ./a.nix { fetchFromGitHub = args: l.fetch { name = "a";
  url = "https://github.com/\${args.owner}/\${args.repo}/archive/\${args.rev}.tar.gz"; inherit (args) hash; }; };`,
      {
        "a.nix": `{ fetchFromGitHub }:\nfetchFromGitHub {\n  owner = "o"; repo = "r";\n  rev = "main";\n  hash = "${one}";\n}\n`,
      },
    );
    expect(await found()).toEqual(["a.nix:4 rev-mutable error"]);
  });
});

describe("honest", () => {
  test("an attribute that throws is its own problem, and the others are judged", async () => {
    put(`a = throw "not today";\nb = l.fetch { url = "${url}/b.tar.gz"; };`);
    expect(await found()).toEqual([
      "flake.nix:3 evaluation-failed error",
      "flake.nix:4 hash-placeholder error",
    ]);
  });

  test("what meta withholds is judged too, and what it hides is a note", async () => {
    put(
      `a = l.fetch { url = "${url}/a.tar.gz"; } // { meta.broken = true; };
b = { type = "derivation"; name = "b"; drvPath = throw "broken"; outPath = throw "broken"; meta.broken = true; };`,
    );
    expect(await found()).toEqual([
      "flake.nix:4 evaluation-failed note",
      "flake.nix:3 hash-placeholder error",
    ]);
  });

  test("chosen attributes only", async () => {
    put(`a = l.fetch { url = "${url}/a"; };\nb = l.fetch { url = "${url}/b"; };`);
    expect(await found({ eval: "true", attrs: "packages.x86_64-linux.b" })).toEqual([
      "flake.nix:4 hash-placeholder error",
    ]);
    expect(await found({ eval: "true", attrs: "packages.x86_64-linux.gone" })).toEqual([
      "packages.x86_64-linux.gone attribute-missing error",
    ]);
  });

  test("no Nix is a problem with --eval, and none without", async () => {
    put(`a = l.fetch { url = "${url}/a"; };`);
    host = { ...host, environment: { ...environment, PATH: join(workspace, "nothing") } };
    expect(await found()).toEqual(["nix tool-missing error"]);
    expect(await found({})).toEqual([]);
  });

  test("a flake that cannot be used is a problem", async () => {
    put("");
    writeFileSync(join(workspace, "flake.nix"), "{ outputs = 1 +; }\n");
    const { problems } = await guard();
    expect(problems.map(({ code }) => code)).toContain("flake-unusable");
  });

  test("it says how much it looked at", async () => {
    put(`a = l.package "a" (l.fetch { url = "${url}/a"; hash = "${one}"; });`);
    const { text, json } = await guard();
    expect(text).toContain("evaluated: 1 attribute, 1 fixed-output derivation");
    expect(json).toMatchObject({ evaluated: { attributes: 1, fetches: 1 } });
    expect((await guard({})).text).not.toContain("evaluated");
  });
});

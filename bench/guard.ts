/** hash-guard against `grep -rn fakeHash` (and `nix-instantiate --parse`) on one tree, in one run. Usage: npm run bench -- guard [FOLDER] */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkText } from "../actions/hash-guard/check.ts";
import { median, seconds } from "./support/measure.ts";

const rounds = 5;
/** The program as it ships. */
const program = join(import.meta.dirname, "../dist/hash-guard.mjs");
const temporary = mkdtempSync(join(tmpdir(), "bench-guard-"));
try {
  const tree =
    process.argv[2] === undefined ? generate(join(temporary, "tree"), 5000) : resolve(process.argv[2]);
  const files = globSync("**/*.nix", { cwd: tree }).map((file) => join(tree, file));
  const runner = { ...process.env, GITHUB_WORKSPACE: tree, RUNNER_TEMP: temporary };
  const grep = () => spawnSync("grep", ["-rn", "fakeHash", tree], { maxBuffer: 1 << 28 });
  const guard = () => {
    const done = spawnSync(process.execPath, [program], {
      encoding: "utf8",
      env: runner,
      maxBuffer: 1 << 28,
    });
    if (!/ in \d+ files?, /.test(done.stdout))
      throw new Error(`hash-guard failed: ${done.stdout}${done.stderr}`);
  };
  const times = { grep: [] as number[], guard: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.grep.push(seconds(grep));
    times.guard.push(seconds(guard));
  }
  const [grepTime, guardTime] = [median(times.grep), median(times.guard)];
  console.log(`${files.length} files; median of ${rounds}, whole processes`);
  const row = (name: string, value: string) => console.log(name.padEnd(26) + value);
  row("grep -rn fakeHash", `${grepTime.toFixed(3)} s`);
  row(
    "hash-guard",
    `${guardTime.toFixed(3)} s, ${Math.round(files.length / guardTime)} files/s (at least 3000)`,
  );
  row("ratio", `${(guardTime / grepTime).toFixed(1)}x (at most 15)`);
  if (spawnSync("nix-instantiate", ["--version"]).status === 0) {
    const parse = seconds(() => parseAll(files));
    row("nix-instantiate --parse", `${parse.toFixed(3)} s, ${(parse / guardTime).toFixed(1)}x of hash-guard`);
  }
  const [once, tenfold] = [1, 10].map((times) => seconds(() => checkText("a.nix", largeFile(2000 * times))));
  row("a file 10 times as large", `${((tenfold ?? 0) / (once ?? 1)).toFixed(1)}x (at most 12)`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** A hundred files a process; after a file that does not parse, its batch one by one. */
function parseAll(files: readonly string[]): void {
  const parse = (some: readonly string[]) =>
    spawnSync("nix-instantiate", ["--parse", ...some], { stdio: "ignore" });
  for (let at = 0; at < files.length; at += 100) {
    const batch = files.slice(at, at + 100);
    if (parse(batch).status !== 0) for (const file of batch) parse([file]);
  }
}

/** Sizes and contents as in home-manager and nixpkgs: 1.7 kB on average, a module for every package. */
function generate(folder: string, count: number): string {
  for (let number = 0; number < count; number++) {
    const inner = join(folder, `group-${number % 50}`, `item-${number}`);
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, "default.nix"), number % 2 === 0 ? packageFile(number) : moduleFile(number));
  }
  return folder;
}

function packageFile(number: number): string {
  const digest = createHash("sha256").update(`${number}`).digest("base64");
  const inputs = Array.from({ length: 4 + (number % 9) }, (_, index) => `dependency-${index}`);
  return `{\n  lib,\n  stdenv,\n  fetchFromGitHub,\n${inputs.map((input) => `  ${input},\n`).join("")}}:\n\nstdenv.mkDerivation (finalAttrs: {
  pname = "tide-${number}";\n  version = "1.${number}.0";\n\n  src = fetchFromGitHub {\n    owner = "harbor";\n    repo = "tide-${number}";
    tag = "v\${finalAttrs.version}";\n    hash = "sha256-${digest}";\n  };\n\n  buildInputs = [\n${inputs.map((input) => `    ${input}\n`).join("")}  ];
\n  # Upstream installs into a folder of its own.\n  postPatch = ''\n    substituteInPlace Makefile --replace-fail /usr/local "$out" \\\n      --replace-fail "''\${PREFIX}" ""\n  '';
\n  meta = {\n    description = "Measure the tide, number ${number}";\n    homepage = "https://example.org/tide/${number}";\n    license = lib.licenses.mit;\n    platforms = lib.platforms.linux;\n  };\n})\n`;
}

function moduleFile(number: number): string {
  const options = Array.from({ length: 6 + (number % 12) }, (_, index) => {
    return `    setting${index} = lib.mkOption {\n      type = lib.types.nullOr lib.types.str;\n      default = null;\n      example = "value-${index}";\n      description = "What setting ${index} is set to.";\n    };\n`;
  });
  return `{ config, lib, pkgs, ... }:\n\nlet\n  cfg = config.services.tide${number};\nin\n{\n  options.services.tide${number} = {\n${options.join("")}  };
\n  config = lib.mkIf (cfg.setting0 != null) {\n    systemd.services."tide-${number}".serviceConfig.ExecStart = "\${pkgs.tide}/bin/tide --value \${cfg.setting0}";\n  };\n}\n`;
}

function largeFile(packages: number): string {
  const items = Array.from(
    { length: packages },
    (_, number) => `  item${number} = { lib, stdenv }: ${packageFile(number).split("\n\n")[0]} null;\n`,
  );
  return `{\n${items.join("")}}\n`;
}

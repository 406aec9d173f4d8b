/**
 * `npm run test:nix-matrix`: the suites that talk to Nix, once under each of three real versions, with the very sources and
 * the very Node of this tree. It changes nothing outside .local/, and says what it leaves out and why.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type DebianRoot, debianRoot, debianRoots } from "./nix-matrix/debian-root.ts";

const usage =
  "usage: npm run test:nix-matrix -- [--only SUITE[,SUITE]] [TEST…]   SUITE: bookworm, trixie, sid";

const repository = join(import.meta.dirname, "..");
/** What speaks to Nix; the rest does not care which version there is. */
const suites = [
  "test/actions/nix-build",
  "test/actions/plan",
  "test/actions/lib/nix/[a-z-]+\\.test",
  "test/actions/lib/cache/(push|nix-copy-target|ssh-store)\\.test",
  "test/e2e/watch-daemon",
];
const jest = [
  "node_modules/.bin/node",
  "--experimental-vm-modules",
  "--disable-warning=ExperimentalWarning",
  "node_modules/jest/bin/jest.js",
];

type Result = {
  readonly root: DebianRoot;
  readonly nix: string;
  readonly passed: boolean;
  readonly seconds: number;
};

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const asked = parse(args);
  if (asked === undefined) {
    console.error(usage);
    return 2;
  }
  const { chosen, tests } = asked;
  const reason = reasonNotTo();
  if (reason !== undefined) return leaveOut(chosen, reason);
  const results = chosen.map((root) => runIn(root, tests.length > 0 ? tests : suites));
  for (const { root, nix, passed, seconds } of results)
    console.log(`${passed ? "ok    " : "failed"}  ${root.suite.padEnd(8)}  ${nix}  ${seconds.toFixed(0)} s`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

function parse(
  args: readonly string[],
): { readonly chosen: readonly DebianRoot[]; readonly tests: readonly string[] } | undefined {
  const at = args.indexOf("--only");
  const only = at < 0 ? debianRoots.map(({ suite }) => suite) : (args[at + 1] ?? "").split(",");
  const tests = at < 0 ? args : args.toSpliced(at, 2);
  const chosen = debianRoots.filter(({ suite }) => only.includes(suite));
  return chosen.length === only.length && !tests.some((test) => test.startsWith("-"))
    ? { chosen, tests }
    : undefined;
}

function reasonNotTo(): string | undefined {
  if (process.platform !== "linux") return `mount namespaces are Linux's, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "not root: a chroot takes it";
  const absent = ["mmdebstrap", "unshare", "pivot_root"].find((name) => !runs(name, ["--version"]));
  if (absent !== undefined) return `${absent} is not on PATH`;
  return runs("unshare", ["--mount", "true"]) ? undefined : "no mount namespace is allowed here";
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** Where nothing may be left out, it is a failure. */
function leaveOut(roots: readonly DebianRoot[], reason: string): number {
  const names = roots.map(({ suite, version }) => `Nix ${version} (${suite})`).join(", ");
  console.error(`left out: ${names}: ${reason}`);
  return process.env["NUR_CI_NOTHING_LEFT_OUT"] === "1" ? 1 : 0;
}

function runIn(root: DebianRoot, tests: readonly string[]): Result {
  const started = performance.now();
  const done = (nix: string, passed: boolean): Result => ({
    ...{ root, nix, passed },
    seconds: (performance.now() - started) / 1000,
  });
  const folder = debianRoot(root, repository);
  if (folder === undefined) return done("could not be made", false);
  const version = enter(folder, ["nix", "--version"], "pipe");
  const nix = version.stdout.trim();
  console.log(`── ${root.suite}: ${nix}`);
  if (!nix.includes(` ${root.version}`))
    console.error(`${root.suite} has moved on: ${root.version} was expected`);
  return done(nix, enter(folder, [...jest, "--maxWorkers=50%", ...tests], "inherit").status === 0);
}

function enter(folder: string, argv: readonly string[], output: "pipe" | "inherit") {
  const script = join(import.meta.dirname, "nix-matrix/enter.sh");
  return spawnSync("unshare", ["--mount", "sh", script, folder, repository, ...argv], {
    encoding: "utf8",
    stdio: ["ignore", output, "inherit"],
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/root",
      LANG: "C.UTF-8",
      NUR_CI_NOTHING_LEFT_OUT: "1",
      NUR_CI_SMALL_DISK: "/small-disk",
      NUR_CI_SEED: process.env["NUR_CI_SEED"] ?? "",
      // The work tree belongs to someone else when root is only borrowed.
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
    },
  });
}

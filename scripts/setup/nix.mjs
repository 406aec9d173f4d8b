/** Whether Nix is here and can build what the sample needs: into a store of this user's, seeing the machine's compilers. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRoot, userName, withRights } from "./apt.mjs";
import { findProgram } from "./evidence.mjs";
import { run } from "./run.mjs";

const oldest = "2.8";
const elsewhere = ["/nix/var/nix/profiles/default/bin", "/run/current-system/sw/bin"];
const daemonSocket = "/nix/var/nix/daemon-socket/socket";

/** It fails on purpose: a failed build leaves nothing behind, and runs again when asked again. */
const probe = `derivation {
  name = "setup-probe";
  system = builtins.currentSystem;
  builder = "/bin/sh";
  args = [ "-c" "test -e /usr/bin/env && echo machine visible; exit 1" ];
}`;

/** Resolves to `{ missing, problems }`: what a package would bring, and what no package mends. */
export async function inspectNix() {
  const nix = findProgram("nix", process.env.PATH);
  if (nix === undefined) {
    const places = [...elsewhere, join(process.env.HOME ?? "", ".nix-profile/bin")];
    const place = places.find((folder) => findProgram("nix", folder) !== undefined);
    if (place === undefined) return { missing: [{ name: "nix", packages: ["nix-bin"] }], problems: [] };
    return refuse(`nix is in ${place}, which is not on PATH`, `run: export PATH="${place}:$PATH"`);
  }
  const { ok, ended, lines } = await run(nix, ["--version"]);
  if (!ok) return refuse(`${nix} ${ended}`, "install Nix again", lines);
  if (isOlder(lines.at(-1) ?? ""))
    return refuse(`${nix} is ${JSON.stringify(lines.at(-1))}`, `install Nix ${oldest} or newer`);
  return await tryStore(join(dirname(nix), "nix-build"));
}

/** The command that lets this user, who is not root, have a store without a daemon. */
export function ownStoreScript() {
  const uid = process.getuid?.();
  return existsSync("/nix") ? `chown -R ${uid} /nix` : `install -d -o ${uid} /nix`;
}

function isOlder(version) {
  const [, major, minor] = /(\d+)\.(\d+)\S*$/.exec(version) ?? [];
  const [oldestMajor, oldestMinor] = oldest.split(".").map(Number);
  return major === undefined || Number(major) * 1000 + Number(minor) < oldestMajor * 1000 + oldestMinor;
}

async function tryStore(nixBuild) {
  const { lines } = await run(nixBuild, ["--no-out-link", "-E", probe], {
    env: { ...process.env, NIX_CONFIG: probeConfig() },
  });
  const text = lines.join("\n");
  const derivation = /\/\S+-setup-probe\.drv/.exec(text)?.[0];
  if (text.includes("machine visible")) {
    if (existsSync(derivation)) return { missing: [], problems: [] };
    return refuse(`${derivation} is not on disk: Nix keeps its store elsewhere`, storeFix());
  }
  if (/failed with exit code 1|sandboxed build/.test(text)) {
    const trust = `echo "trusted-users = root ${userName()}" >> /etc/nix/nix.conf && systemctl restart nix-daemon`;
    const what =
      "Nix builds in a sandbox, which hides the compilers of the machine, and you may not turn it off";
    return refuse(what, `run: ${withRights(trust)}`);
  }
  return refuse("Nix cannot use its store", storeFix(), lines.slice(-4));
}

/** As infra/local/nix-settings.ts has it for the sample. */
function probeConfig() {
  const own = ["sandbox = false", "substituters =", ...(isRoot() ? ["build-users-group ="] : [])];
  return [process.env.NIX_CONFIG ?? "", ...own].join("\n");
}

function storeFix() {
  if (isRoot()) return "mend what Nix says";
  if (!existsSync(daemonSocket)) return `run: ${withRights(ownStoreScript())}`;
  if (/^nix-users:/m.test(readFileSync("/etc/group", "utf8")))
    return `run: ${withRights(`usermod -aG nix-users ${userName()}`)}, then log in again`;
  return `run: ${withRights("systemctl restart nix-daemon")}`;
}

function refuse(what, fix, output = []) {
  return { missing: [], problems: [{ code: "tool-missing", where: "nix", what, output, fix }] };
}

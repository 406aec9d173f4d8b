/** Packages of a Debian by apt-get: by root only, never with a prompt, never waiting for ever. */

import { userInfo } from "node:os";
import { delimiter } from "node:path";
import { findProgram } from "./evidence.mjs";
import { run } from "./run.mjs";
import { startTask } from "./terminal.mjs";

const tailLines = 12;
const options = [
  "-y",
  "-q",
  "-o",
  "DPkg::Lock::Timeout=120",
  "-o",
  "Acquire::Retries=3",
  "-o",
  "Acquire::http::Timeout=30",
  "-o",
  "Dpkg::Use-Pty=0",
];
const installArguments = [...options, "--no-install-recommends", "install"];

export function isRoot() {
  return process.getuid?.() === 0;
}

export function userName() {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}

/** The command by which someone who is not root runs `script`. */
export function withRights(script) {
  return findProgram("sudo", systemPath()) === undefined ? `su - -c '${script}'` : `sudo sh -c '${script}'`;
}

/** The script that installs `packages`, or undefined where there is no apt-get. */
export function installScript(packages) {
  if (findProgram("apt-get", systemPath()) === undefined) return undefined;
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")}`;
}

/** Resolves to the problems that are left. Root only. */
export async function installPackages(packages) {
  const aptGet = findProgram("apt-get", systemPath());
  const task = startTask(`apt-get install ${packages.join(" ")}`);
  const call = (args) =>
    run(aptGet, args, {
      env: {
        ...process.env,
        PATH: systemPath(),
        DEBIAN_FRONTEND: "noninteractive",
        NEEDRESTART_SUSPEND: "1",
      },
      timeoutSeconds: 900,
      onLine: (line) => {
        const step = /^(?:Get:\d+|(?:Unpacking|Setting up) [^ :]+)/.exec(line);
        if (step !== null) task.status(step[0].replace("Get:", "download "));
      },
    });
  // An update that fails is no reason to stop: the lists that are there may do, and the install says what is wrong.
  await call([...options, "update"]);
  let result = await call([...installArguments, ...packages]);
  // Once more: in images of Docker another apt-get that ends meanwhile deletes the archives under this one.
  if (!result.ok) result = await call([...installArguments, ...packages]);
  task.end(result.ok ? "" : " failed");
  if (result.ok) return [];
  const what = `apt-get install ${result.ended}`;
  const fix = `mend what apt says, then run: ${installScript(packages)}`;
  return [{ code: "install-failed", where: "packages", what, output: result.lines.slice(-tailLines), fix }];
}

/** dpkg wants programs that lie in /usr/sbin, which is not on everybody's PATH. */
function systemPath() {
  return [process.env.PATH, "/usr/sbin", "/usr/bin", "/sbin", "/bin"].filter(Boolean).join(delimiter);
}

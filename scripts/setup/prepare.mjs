/** The slow path: look into the parts that changed, install what is missing, look again, remember what is good. */

import { installPackages, installScript, isRoot, withRights } from "./apt.mjs";
import { inspectCompilers } from "./compilers.mjs";
import { installDependencies, tryOwnNode } from "./dependencies.mjs";
import { builderEnvironment } from "./evidence.mjs";
import { inspectNix, ownStoreScript } from "./nix.mjs";
import { remember, whileAlone } from "./state.mjs";
import { renderProblem, seconds } from "./terminal.mjs";

const oldestNode = 20;
const inspectors = { nix: inspectNix, compilers: inspectCompilers };

/** Resolves to the exit code. */
export async function prepare(parts) {
  const started = Date.now();
  const oldNode = findOldNode();
  const problems = oldNode.length > 0 ? oldNode : await whileAlone(() => prepareParts(parts));
  for (const problem of problems) console.error(renderProblem(problem));
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  console.error(`setup: ${problems.length === 0 ? "ready" : count} … ${seconds(started)}`);
  return problems.length === 0 ? 0 : 1;
}

function findOldNode() {
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return [];
  const what = `${process.execPath} is Node ${process.versions.node}, and this needs ${oldestNode} or newer`;
  const fix =
    'run: npm install --prefix ~/node24 node@24 && export PATH="$HOME/node24/node_modules/.bin:$PATH"';
  return [{ code: "tool-missing", where: "node", what, fix }];
}

/** npm and apt work side by side. */
async function prepareParts(parts) {
  const results = await Promise.all([
    parts.includes("dependencies") ? prepareDependencies() : { good: [], problems: [] },
    prepareSystem(parts.filter((part) => part in inspectors)),
  ]);
  remember(results.flatMap(({ good }) => good));
  return results.flatMap(({ problems }) => problems);
}

async function prepareDependencies() {
  const failures = await installDependencies();
  const problems = failures.length > 0 ? failures : await tryOwnNode();
  return { good: problems.length === 0 ? ["dependencies"] : [], problems };
}

/** Nix and the compilers together: one call of apt brings both, or one command for the user. */
async function prepareSystem(parts) {
  const before = await inspect(parts);
  const packages = before.flatMap(({ missing }) => missing).flatMap((program) => program.packages);
  const installs = packages.length > 0 && isRoot() && installScript(packages) !== undefined;
  const failures = installs ? await installPackages(packages) : [];
  const after = installs && failures.length === 0 ? await inspect(parts) : before;
  const missing = failures.length > 0 ? [] : after.flatMap((found) => found.missing);
  const asked = missing.length > 0 ? [askFor(missing)] : [];
  const isGood = (found) => found.missing.length === 0 && found.problems.length === 0;
  return {
    good: after.filter(isGood).map(({ part }) => part),
    problems: [...after.flatMap(({ problems }) => problems), ...failures, ...asked],
  };
}

function inspect(parts) {
  return Promise.all(parts.map(async (part) => ({ part, ...(await inspectors[part]()) })));
}

function askFor(missing) {
  const names = missing.map(({ name }) => name);
  const packages = missing.flatMap((program) => program.packages);
  const what = `${names.join(", ")}: not on this machine`;
  const script = installScript(packages);
  if (script === undefined) {
    const fix = `install ${names.join(", ")}; the compilers must lie on ${builderEnvironment.PATH}`;
    return { code: "tool-missing", where: "packages", what, fix };
  }
  const ownsStore = isRoot() || !names.includes("nix");
  const whole = ownsStore ? script : `${script} && ${ownStoreScript()}`;
  return {
    code: "tool-missing",
    where: "packages",
    what,
    fix: `run: ${isRoot() ? whole : withRights(whole)}`,
  };
}

/**
 * The pipeline on Tangled: the guard, and one workflow for each organization, all side by side. A spindle ends a workflow after
 * five minutes and shows nothing but its log: builds end before that, and the table of results is the last thing printed.
 */

import { nixConfigOf } from "../pipeline-values.ts";
import type { PackagesSpec, Spec } from "../spec.ts";
import type { TangledStep, TangledWorkflow } from "./workflow.ts";

/** Of the five there are by default; to fetch and to plan takes the rest. */
const buildMinutes = 3;

/** By name of the file. Without packages there is only the guard. */
export function tangledWorkflows(spec: Spec): Readonly<Record<string, TangledWorkflow>> {
  const { packages } = spec;
  const organizations =
    packages === undefined ? [] : packages.organizations.map((name) => [name, packages] as const);
  return {
    guard: guardWorkflow(spec),
    ...Object.fromEntries(
      organizations.map(([name, set]) => [`build-${name}`, buildWorkflow(spec, set, name)]),
    ),
  };
}

function guardWorkflow(spec: Spec): TangledWorkflow {
  const paths = spec.guardPaths.map((path, index) => [`PATH_${index + 1}`, path] as const);
  const words = paths.map(([name]) => `"$${name}"`);
  return {
    branch: spec.defaultBranch,
    dependencies: ["git", "nodejs_24"],
    environment: { ...toolVariables(spec), ...Object.fromEntries(paths) },
    steps: [
      ...fetchTool(spec),
      { name: "Refuse placeholder hashes and unpinned sources", command: nurCi("guard", words) },
    ],
  };
}

function buildWorkflow(spec: Spec, packages: PackagesSpec, organization: string): TangledWorkflow {
  const { flake, cache } = packages;
  const config = cache === undefined ? undefined : nixConfigOf(cache);
  return {
    branch: spec.defaultBranch,
    dependencies: ["nix", "git", "nodejs_24"],
    environment: {
      ...toolVariables(spec),
      FLAKE: flake,
      ORGANIZATION: organization,
      ...(cache === undefined ? {} : { CACHE: cache.name }),
      // A container of the spindle cannot make another one.
      NIX_CONFIG: `sandbox = false\n${config ?? ""}`,
      XDG_CACHE_HOME: "/tmp/cache",
    },
    steps: [...fetchTool(spec), { name: "Plan, build, push", command: planAndBuild(packages) }],
  };
}

/** What does not evaluate keeps nothing else from being built; the token comes from the spindle's secrets. */
function planAndBuild({ cache, attributes }: PackagesSpec): string {
  const outputs = attributes.map((name) => `--attribute ${name}`);
  const asked = cache === undefined ? [] : ['--cache "$CACHE"'];
  const pushed = cache === undefined ? [] : ['--push "$CACHE"'];
  const build = [
    '--flake "$FLAKE"',
    '--plan "$XDG_CACHE_HOME/nur-ci/plan.json"',
    '--organization "$ORGANIZATION"',
  ];
  return [
    "status=0",
    `${nurCi("plan", ['--flake "$FLAKE"', "--systems x86_64-linux", ...outputs, ...asked])} || status=$?`,
    `${nurCi("build", [...build, `--deadline ${buildMinutes}`, ...pushed])} || status=$?`,
    'exit "$status"',
    "",
  ].join("\n");
}

function nurCi(verb: string, words: readonly string[]): string {
  return [`node "$NUR_CI/actions/cli/main.ts" ${verb}`, ...words].join(" \\\n  ");
}

function toolVariables({ actions }: Spec): Readonly<Record<string, string>> {
  if (actions.from !== "repository") return { NUR_CI: "." };
  return {
    NUR_CI: "/tmp/nur-ci",
    NUR_CI_URL: `https://github.com/${actions.repository}`,
    NUR_CI_COMMIT: actions.sha,
  };
}

/** By commit, as everything that runs with a secret in its environment. */
function fetchTool({ actions }: Spec): readonly TangledStep[] {
  const fetch = [
    'git init --quiet "$NUR_CI"',
    'git -C "$NUR_CI" fetch --quiet --depth=1 "$NUR_CI_URL" "$NUR_CI_COMMIT"',
    'git -C "$NUR_CI" checkout --quiet FETCH_HEAD',
  ];
  const install = 'npm --prefix "$NUR_CI" ci --omit=dev --ignore-scripts --silent';
  const lines = actions.from === "repository" ? [...fetch, install] : [install];
  return [{ name: "Fetch nur-ci", command: lines.map((line) => `${line}\n`).join("") }];
}

/** What a package set wants of its CI, as data. Refuses text that could end a line, hold an expression or look like an option. */

import * as v from "valibot";
import type { ActionSource } from "./model/step.ts";
import { type Outcome, type Problem, refuse, succeed } from "./problem.ts";
import { hostedSystems, labelShape, systemShape } from "./runners.ts";

export type CacheSpec = {
  /** As the actions take it: a Cachix name, `https://NAME.cachix.org`, or `cachix+http://HOST/NAME`. */
  readonly name: string;
  /** What Nix reads from; needed when the cache is not at Cachix. */
  readonly readUrl?: string | undefined;
  /** With it the runners download what the cache has; without it they would build it again. */
  readonly publicKey?: string | undefined;
};

export type PackagesSpec = {
  /** Flake reference, as seen from the root of the repository. */
  readonly flake: string;
  /** Package organizations the flake is made of. */
  readonly organizations: readonly string[];
  /** Empty: every system the flake names. */
  readonly systems: readonly string[];
  /** By system, the label of a runner of one's own, or of a larger one of GitHub's; else GitHub's hosted ones. */
  readonly runners: Readonly<Record<string, string>>;
  readonly cache?: CacheSpec | undefined;
  /** File in the repository that remembers derivations which failed. */
  readonly knownFailures?: string | undefined;
  /** Outputs to plan and build, such as `checks`; empty: `packages`. */
  readonly attributes: readonly string[];
  /** Folders that hold one folder for each organization, for CODEOWNERS. */
  readonly folders: readonly string[];
  /** Room for more than the 256 jobs of one matrix: a matrix of matrices. */
  readonly nested: boolean;
  /** A job that evaluates every output of the flake. */
  readonly flakeCheck: boolean;
  /** Every night: everything that the cache lacks is built again, and the night's figures are shown. */
  readonly nightly: boolean;
  /** Deployment environment that holds the cache's token: on the default branch the builds run in it, elsewhere without a token. */
  readonly tokenEnvironment?: string | undefined;
};

export type OwnersSpec = {
  /** Of everything that no organization owns, and of the workflows. */
  readonly everything: readonly string[];
  /** By organization; one without owners belongs to those of everything. */
  readonly organizations: Readonly<Record<string, readonly string[]>>;
};

export type Spec = {
  readonly name: string;
  readonly defaultBranch: string;
  /** Files and folders that hash-guard reads. */
  readonly guardPaths: readonly string[];
  readonly actions: ActionSource;
  /** Absent: nothing is planned, built or pushed. */
  readonly packages?: PackagesSpec | undefined;
  /** `npm run check` of the repository itself. */
  readonly check: boolean;
  /** The guard's findings become alerts of the default branch. */
  readonly codeScanning: boolean;
  /** Name of the required check. To change it is a rename in two steps: workflows/rename.ts. */
  readonly gateName: string;
  /** Names the rules of the branch still require: they are reported too, with the gate's result. */
  readonly formerChecks: readonly string[];
  /** The workflows are called from where the actions come from, instead of being written out. */
  readonly reuse: boolean;
  /** Who is asked to review: CODEOWNERS. Absent: nobody is. */
  readonly owners?: OwnersSpec | undefined;
  /** The same pipeline for Tangled's spindle, in `.tangled/workflows/`. */
  readonly tangled: boolean;
  /** For the repository that holds the actions: the workflows that others call, and `release.yml`. */
  readonly publish: boolean;
};

const line = v.pipe(
  v.string(),
  v.regex(/^(?!-)[^\p{Cc}]+$/u, "one line of text that does not start with -"),
  v.check((text) => !text.includes("${{"), "text without ${{"),
);
const checkName = v.pipe(line, v.maxLength(100, "at most 100 characters"));
const cacheName =
  /^([A-Za-z0-9][A-Za-z0-9-]{0,62}|https:\/\/[A-Za-z0-9-]+\.cachix\.org\/?|cachix\+https?:\/\/[^\s?#@]+\/[A-Za-z0-9-]+)$/;
const url = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^\s@${}]+$/, "an http or https URL without a user name"),
);

const cache = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(cacheName, "a Cachix name, https://NAME.cachix.org or cachix+http://HOST/NAME"),
  ),
  readUrl: v.optional(url),
  publicKey: v.optional(
    v.pipe(v.string(), v.regex(/^[^\s:${}]+:[A-Za-z0-9+/]{43}=$/, "a Nix public key such as NAME-1:BASE64=")),
  ),
});

const path = v.pipe(
  v.string(),
  v.regex(/^(?!\.|\/)[\w./-]+(?<!\/)$/, "a folder, from the root of the repository"),
);

const label = v.pipe(
  v.string(),
  v.regex(labelShape, "the label of a runner: letters, digits, spaces and _ . - only"),
);
const system = v.pipe(v.string(), v.regex(systemShape, "a system such as x86_64-linux"));

const packageSet = v.strictObject({
  flake: line,
  organizations: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, "a-z, 0-9 and - only"))),
    v.minLength(1, "at least one organization"),
    v.check((names) => new Set(names).size === names.length, "every organization once"),
  ),
  systems: v.optional(v.array(system), []),
  runners: v.optional(v.record(system, label), {}),
  cache: v.optional(cache),
  knownFailures: v.optional(line),
  attributes: v.optional(
    v.array(v.pipe(v.string(), v.regex(/^[A-Za-z_][\w'.-]*$/, "an output such as checks"))),
    [],
  ),
  folders: v.optional(v.array(path), ["pkgs"]),
  nested: v.optional(v.boolean(), false),
  flakeCheck: v.optional(v.boolean(), true),
  nightly: v.optional(v.boolean(), true),
  tokenEnvironment: v.optional(line),
});

function withoutRunner({ systems, runners }: v.InferOutput<typeof packageSet>): readonly string[] {
  return systems.filter(
    (name) => systemShape.test(name) && !hostedSystems.includes(name) && !Object.hasOwn(runners, name),
  );
}

const packages = v.pipe(
  packageSet,
  v.forward(
    v.check(
      (set) => withoutRunner(set).length === 0,
      ({ input }) =>
        `systems of ${hostedSystems.join(", ")}, or name a runner of your own for ${withoutRunner(input).join(", ")} under runners`,
    ),
    ["systems"],
  ),
);

const actions = v.variant("from", [
  v.strictObject({ from: v.literal("checkout") }),
  v.strictObject({
    from: v.literal("repository"),
    repository: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, "owner/name")),
    sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, "the 40 hex digits of a commit")),
    version: v.pipe(v.string(), v.regex(/^v\d+\.\d+\.\d+$/, "a version such as v1.2.3")),
  }),
]);

const owner = v.pipe(
  v.string(),
  v.regex(
    /^(@[A-Za-z0-9-]+(\/[A-Za-z0-9._-]+)?|[^\s@#]+@[^\s@#]+)$/,
    "@user, @organization/team or an address",
  ),
);
const owners = v.strictObject({
  everything: v.pipe(v.array(owner), v.minLength(1, "at least one owner")),
  organizations: v.optional(
    v.record(v.string(), v.pipe(v.array(owner), v.minLength(1, "at least one owner"))),
    {},
  ),
});

const spec = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "letters, digits and . _ - only")),
  defaultBranch: v.optional(
    v.pipe(line, v.regex(/^[^\s~^:?*[\]\\!]+$/, "a branch name without spaces and patterns")),
    "main",
  ),
  guardPaths: v.optional(v.pipe(v.array(line), v.minLength(1, "at least one path")), ["."]),
  actions,
  packages: v.optional(packages),
  check: v.optional(v.boolean(), false),
  codeScanning: v.optional(v.boolean(), false),
  gateName: v.optional(checkName, "Gate"),
  formerChecks: v.optional(v.array(checkName), []),
  reuse: v.optional(v.boolean(), false),
  owners: v.optional(owners),
  tangled: v.optional(v.boolean(), false),
  publish: v.optional(v.boolean(), false),
});

const whole = v.pipe(
  spec,
  v.forward(
    v.check(
      ({ reuse, packages }) => !reuse || packages?.tokenEnvironment === undefined,
      "false: a called workflow does not see the environments of its caller",
    ),
    ["reuse"],
  ),
  v.forward(
    v.check(
      ({ reuse, actions: { from } }) => !reuse || from === "repository",
      'false, or actions from "repository"',
    ),
    ["reuse"],
  ),
  v.forward(
    v.check(
      ({ reuse, packages }) => !reuse || packages !== undefined,
      "false, or give packages: there is nothing to call for",
    ),
    ["reuse"],
  ),
  v.forward(
    v.check(
      ({ owners: given, packages: set }) =>
        Object.keys(given?.organizations ?? {}).every((name) => set?.organizations.includes(name) === true),
      "owners of organizations that packages names",
    ),
    ["owners"],
  ),
  v.forward(
    v.check(
      ({ tangled, packages: set }) => !tangled || set !== undefined,
      "false, or give packages: there is nothing to build",
    ),
    ["tangled"],
  ),
  v.forward(
    v.check(({ reuse, gateName }) => !reuse || gateName === "Gate", '"Gate": the called workflow names it'),
    ["gateName"],
  ),
);

/** The spec with its defaults, or every fault in it; each names the field. */
export function parseSpec(value: unknown): Outcome<Spec> {
  const parsed = v.safeParse(whole, value);
  return parsed.success ? succeed(parsed.output) : refuse(...parsed.issues.map(problemOf));
}

function problemOf(issue: v.InferIssue<typeof whole>): Problem {
  const path = v.getDotPath(issue) ?? "spec";
  const isUnknown = issue.expected === "never";
  const wanted = issue.kind === "schema" ? `a value of type ${issue.expected}` : issue.message;
  return {
    code: "setting-invalid",
    severity: "error",
    where: path,
    what: isUnknown
      ? `${JSON.stringify(path)} is no field`
      : `${JSON.stringify(given(issue)) ?? "nothing"} is given`,
    fix: isUnknown ? `remove ${path}` : `write ${path} as ${wanted}`,
  };
}

/** What the field holds: a check of several fields has all of them for its input. */
function given(issue: v.InferIssue<typeof whole>): unknown {
  const last = issue.path?.at(-1);
  return last === undefined || last.origin === "key" ? issue.input : last.value;
}

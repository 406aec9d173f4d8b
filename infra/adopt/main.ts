/** `nur-ci adopt OWNER/REPO`: writes the stack file of a repository that is there already. The first update then changes nothing. */

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { type Outcome, type Problem, refuse, renderProblem, succeed } from "../../workflows/problem.ts";
import { openGithubApi } from "../github-api.ts";
import { writeWhole } from "../local/files.ts";
import { parseSettings, settingsNamespace } from "../parse-settings.ts";
import { stackFile } from "../stack-file.ts";
import { type LiveRepository, readLive } from "./live.ts";
import { type CacheOfStack, stackOf } from "./stack.ts";

const usage =
  "GITHUB_TOKEN=… nur-ci adopt OWNER/REPO --stack NAME [--cache NAME --public-key KEY] [--organizations A,B] [--github-url URL] [--out FILE]";

type Choices = {
  readonly owner: string;
  readonly name: string;
  readonly stack: string;
  readonly file: string;
  readonly cache: Partial<CacheOfStack>;
  readonly organizations: readonly string[];
  readonly url: string;
  readonly token: string;
};

async function adopt(choices: Choices): Promise<number> {
  const stack = await stackFor(choices);
  if (!stack.ok) return complain(stack.problems);
  writeWhole(choices.file, stack.value);
  const { stack: name } = choices;
  tell(
    [
      `written to ${choices.file}`,
      `next: pulumi stack init ${name}; pulumi config set --secret --stack ${name} nur-ci:githubToken; npm run -s preview -- --stack ${name}`,
      "it imports and changes nothing. After pulumi up remove nur-ci:imports, then take nur-ci:notYet apart, one part a time",
    ].join("\n"),
  );
  return 0;
}

async function stackFor(choices: Choices): Promise<Outcome<string>> {
  const { owner, name, file } = choices;
  if (existsSync(file))
    return refuse(problem(file, "is there already", "remove it, or write another with --out"));
  const live = await read(choices);
  if (!live.ok) return live;
  const cache = cacheFor(choices, live.value);
  const organizations = choices.organizations.length > 0 ? choices.organizations : live.value.organizations;
  const missing = [
    ...(cache === undefined
      ? [
          problem(
            "--cache",
            "is not given, and the repository has no CACHIX_CACHE and CACHIX_PUBLIC_KEY",
            usage,
          ),
        ]
      : []),
    ...(organizations.length === 0
      ? [problem("--organizations", "is not given, and nur/pkgs and pkgs have no folders", usage)]
      : []),
  ];
  if (cache === undefined || missing.length > 0) return refuse(...missing);
  const { settings, notes } = stackOf(owner, live.value, cache, organizations);
  const whole = { ...settings, ...(choices.url === "" ? {} : { githubBaseUrl: choices.url }) };
  const parsed = parseSettings(whole);
  if (!parsed.ok) return parsed;
  return succeed(render(`${owner}/${name}`, whole, notes));
}

async function read({ owner, name, url, token }: Choices): Promise<Outcome<LiveRepository>> {
  const where = `${owner}/${name}`;
  try {
    const api = openGithubApi({ baseUrl: url === "" ? "https://api.github.com/" : url, token });
    const live = await readLive(api, owner, name);
    if (live !== undefined) return succeed(live);
    return refuse(
      problem(
        where,
        "is not there, or the token may not see it",
        "look at the name, and at what GITHUB_TOKEN may read",
      ),
    );
  } catch (error) {
    return refuse(
      problem(
        where,
        `cannot be read: ${(error as Error).message}`,
        "give a token that may administer the repository: its settings are read",
      ),
    );
  }
}

/** As given, else as the repository's own variables say. */
function cacheFor({ cache }: Choices, { variables }: LiveRepository): CacheOfStack | undefined {
  const name = cache.name ?? variables["CACHIX_CACHE"];
  const publicKey = cache.publicKey ?? variables["CACHIX_PUBLIC_KEY"];
  return name === undefined || publicKey === undefined ? undefined : { name, publicKey };
}

function render(
  repository: string,
  settings: Readonly<Record<string, unknown>>,
  notes: readonly string[],
): string {
  const config = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`${settingsNamespace}:${name}`, value]),
  );
  const head = [
    `${repository}, as it stood when it was adopted. What is under notYet is left as it is; to own a part, take its name away:`,
    ...notes.map((note) => `  ${note}`),
  ];
  return `${head.map((line) => `# ${line}`).join("\n")}\n${stringify({ config })}`;
}

function problem(where: string, what: string, fix: string): Problem {
  return { code: "setting-invalid", severity: "error", where, what, fix };
}

function complain(problems: readonly Problem[]): number {
  for (const each of problems) tell(renderProblem(each));
  return 1;
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function parseChoices(argv: readonly string[]): Choices {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      stack: { type: "string" },
      cache: { type: "string" },
      "public-key": { type: "string" },
      organizations: { type: "string", default: "" },
      "github-url": { type: "string", default: "" },
      out: { type: "string" },
    },
  });
  const [repository = "", ...more] = positionals;
  const [, owner = "", name = ""] = /^([A-Za-z0-9-]+)\/([A-Za-z0-9._-]+)$/.exec(repository) ?? [];
  if (name === "" || more.length > 0)
    throw new Error(`${JSON.stringify(positionals.join(" "))} is not OWNER/REPO`);
  const { stack = owner } = values;
  if (!/^[A-Za-z0-9._-]+$/.test(stack))
    throw new Error(`--stack ${JSON.stringify(stack)} is no name of a stack`);
  const token = process.env["GITHUB_TOKEN"] ?? "";
  if (token === "") throw new Error("GITHUB_TOKEN is not set");
  return {
    ...{ owner, name, stack, token },
    file: values.out ?? stackFile(stack),
    cache: {
      ...(values.cache === undefined ? {} : { name: values.cache }),
      ...(values["public-key"] === undefined ? {} : { publicKey: values["public-key"] }),
    },
    organizations: values.organizations.split(",").filter((each) => each !== ""),
    url: values["github-url"],
  };
}

let choices: Choices;
try {
  choices = parseChoices(process.argv.slice(2));
} catch (error) {
  tell(`adopt: error[option-unknown]: ${(error as Error).message}\n  fix: ${usage}`);
  process.exit(2);
}
process.exitCode = await adopt(choices);

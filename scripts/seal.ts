/** `npm run seal`: seals the cache's token for a stack. The token comes by the environment or standard input, and is never printed. */

import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { openGithubApi } from "../infra/github-api.ts";
import { parseSettings } from "../infra/parse-settings.ts";
import { sealToken } from "../infra/seal.ts";
import { readStackFile, stackFile, writeSetting } from "../infra/stack-file.ts";
import { type Problem, renderProblem } from "../workflows/problem.ts";

const usage = "CACHIX_AUTH_TOKEN=… GITHUB_TOKEN=… npm run -s seal -- --stack NAME [--made-on DAY] [--write]";

type Choices = { readonly file: string; readonly madeOn: string; readonly write: boolean };

async function seal({ file, madeOn, write }: Choices): Promise<number> {
  const raw = readStackFile(file);
  if (!raw.ok) return complain(raw.problems);
  const settings = parseSettings(raw.value);
  if (!settings.ok) return complain(settings.problems);
  const token = (
    process.env["CACHIX_AUTH_TOKEN"] ?? (process.stdin.isTTY ? "" : await text(process.stdin))
  ).trim();
  const githubToken = process.env["GITHUB_TOKEN"] ?? "";
  const missing = [
    ...(token === "" ? ["CACHIX_AUTH_TOKEN"] : []),
    ...(githubToken === "" ? ["GITHUB_TOKEN"] : []),
  ];
  if (missing.length > 0) return complain(missing.map(missingVariable));
  const api = openGithubApi({ baseUrl: settings.value.githubBaseUrl, token: githubToken });
  const sealed = await sealToken(settings.value, token, api);
  if (!sealed.ok) return complain(sealed.problems);
  if (write) {
    writeSetting(file, ["cacheToken", "sealed"], sealed.value);
    writeSetting(file, ["cacheToken", "madeOn"], madeOn);
    console.error(`written to ${file}; commit it, then pulumi up`);
  } else process.stdout.write(stringify({ "nur-ci:cacheToken": { sealed: sealed.value, madeOn } }));
  return 0;
}

function missingVariable(name: string): Problem {
  return {
    code: "input-invalid",
    severity: "error",
    where: name,
    what: "is not set",
    fix: usage,
  };
}

function complain(problems: readonly Problem[]): number {
  for (const problem of problems) console.error(renderProblem(problem));
  return 1;
}

function parseChoices(argv: readonly string[]): Choices {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      stack: { type: "string" },
      folder: { type: "string" },
      "made-on": { type: "string", default: new Date().toISOString().slice(0, 10) },
      write: { type: "boolean", default: false },
    },
  });
  if (values.stack === undefined) throw new Error("--stack is missing");
  return { file: stackFile(values.stack, values.folder), madeOn: values["made-on"], write: values.write };
}

let choices: Choices | undefined;
try {
  choices = parseChoices(process.argv.slice(2));
} catch (error) {
  console.error(`npm run seal: error[option-unknown]: ${(error as Error).message}\n  fix: ${usage}`);
}
process.exitCode = choices === undefined ? 2 : await seal(choices);

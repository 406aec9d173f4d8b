/**
 * What `pulumi up` would do with a stack, as rows: asked of the real engine, which knows what is there, or of the program
 * alone, which only knows what it wants. It changes nothing, and keeps no value of a secret.
 */

import { delimiter, dirname, join } from "node:path";
import { type Outcome, type Problem, refuse, succeed } from "../workflows/problem.ts";
import { previewStack as askEngine } from "./local/engine.ts";
import { type PlanRow, planRows } from "./plan-rows.ts";
import { renderStackConfig } from "./stack-config.ts";
import { readStackFile } from "./stack-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export type PreviewRequest = {
  readonly stack: string;
  /** The stack's file, as `stackFile` names it. */
  readonly file: string;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
};

const root = join(import.meta.dirname, "..");
const project = "nur-ci";
/** In place of secrets that a preview of the program alone does without: it gives them to nobody. */
const placeholder = "not-needed-for-a-preview";

/** By the program alone: everything is to be made. Problems: setting-invalid, provision-failed. */
export async function previewProgram(request: PreviewRequest): Promise<Outcome<readonly PlanRow[]>> {
  const raw = readStackFile(request.file);
  if (!raw.ok) return raw;
  // Here, because Pulumi's SDK takes a second to load and the real engine does without.
  const { evaluateProgram } = await import("./local/evaluate.ts");
  const evaluated = await evaluateProgram({
    program: join(root, "infra/index.ts"),
    project,
    stack: request.stack,
    config: renderStackConfig({ ...raw.value, cachePreflight: "skip", githubPreflight: "skip" }),
    environment: {
      PATH: request.environment["PATH"],
      GITHUB_TOKEN: placeholder,
      CACHIX_AUTH_TOKEN: placeholder,
    },
    signal: request.signal,
  });
  if (!evaluated.ok) return refuse(failure(request, evaluated.error));
  return succeed(
    planRows(
      evaluated.registrations.map(({ type, name, inputs }) => ({ type, name, inputs, action: "create" })),
    ),
  );
}

/** By `pulumi preview` on PATH, with the user's own login, passphrase and tokens. Problem: provision-failed. */
export async function previewStack(request: PreviewRequest): Promise<Outcome<readonly PlanRow[]>> {
  const { environment } = request;
  const previewed = await askEngine(
    {
      root,
      project,
      stack: request.stack,
      folder: dirname(request.file),
      /** The engine's Node host strips types, which the Node of this process can do and another may not. */
      environment: {
        ...environment,
        PATH: [dirname(process.execPath), environment["PATH"] ?? ""].join(delimiter),
      },
      signal: request.signal,
    },
    false,
  );
  return previewed.ok ? succeed(planRows(previewed.resources)) : refuse(failure(request, previewed.error));
}

function failure({ stack }: PreviewRequest, said: string): Problem {
  const lines = said.split("\n").map((line) => line.trim().replace(/^(?:error|warning): /, ""));
  return {
    code: "provision-failed",
    severity: "error",
    where: `stack ${stack}`,
    what: lines.find((line) => line !== "") ?? "ended without saying why",
    fix: `mend that and run it again; npm run -s preview -- --stack ${stack} --offline asks the program alone`,
  };
}

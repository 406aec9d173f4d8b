/** One question to the cache before anything is changed: does it exist, may the token write, does it sign with the key of the settings? */

import type { Problem } from "../workflows/problem.ts";
import type { Settings } from "./settings-schema.ts";

type Answer = { readonly permission?: unknown; readonly publicSigningKeys?: unknown };
type Ask = (url: string, init: RequestInit) => Promise<Response>;

const patience = 10_000;

/** Without a token (it is sealed, nobody here knows it) only what everybody may know is asked. A cache out of reach is a warning. */
export async function preflight(
  settings: Pick<Settings, "cache" | "cachePreflight">,
  token: string | undefined,
  ask: Ask = fetch,
): Promise<readonly Problem[]> {
  const { cache } = settings;
  if (settings.cachePreflight === "skip")
    return [
      warning(
        cache.name,
        "was not asked: nur-ci:cachePreflight is skip",
        "pulumi config rm nur-ci:cachePreflight",
      ),
    ];
  const response = await question(cache, token, ask);
  if (typeof response === "string")
    return [
      warning(
        cache.name,
        `could not be asked, and is taken as it is set: ${response}`,
        "run it again, or pulumi config set nur-ci:cachePreflight skip",
      ),
    ];
  if (!response.ok) return [refusalOf(cache, token, response.status)];
  const answer = (await response.json().catch(() => ({}))) as Answer;
  return [...permissionProblems(cache, token, answer), ...keyProblems(cache, answer)];
}

/** Why there was no answer, as text; the text of a network error names no token. */
async function question(
  cache: Settings["cache"],
  token: string | undefined,
  ask: Ask,
): Promise<Response | string> {
  const headers = {
    accept: "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  try {
    const url = `${cache.host.replace(/\/+$/, "")}/api/v1/cache/${cache.name}`;
    const response = await ask(url, { headers, redirect: "error", signal: AbortSignal.timeout(patience) });
    return response.status >= 500 ? `it answered ${response.status}` : response;
  } catch (error) {
    const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
    return cause?.code ?? cause?.message ?? (error as Error).message;
  }
}

function refusalOf({ name, host }: Settings["cache"], token: string | undefined, status: number): Problem {
  if (status === 404)
    return problem(
      "cache-missing",
      name,
      `there is no cache ${JSON.stringify(name)} at ${host}`,
      "pulumi config set --path nur-ci:cache.name NAME",
    );
  if (token === undefined)
    return warning(
      name,
      "is not public, and the token is sealed: nobody here can ask",
      "pulumi config set nur-ci:cachePreflight skip",
    );
  return problem(
    "cache-refused",
    name,
    `the cache refuses the token (${status})`,
    "pulumi config set --secret nur-ci:cachixAuthToken",
  );
}

function permissionProblems(
  { name }: Settings["cache"],
  token: string | undefined,
  { permission }: Answer,
): readonly Problem[] {
  if (token === undefined || permission === undefined || permission === "Write" || permission === "Admin")
    return [];
  return [
    problem(
      "cache-refused",
      name,
      `the token may only ${String(permission).toLowerCase()}`,
      "make a token that may write, and pulumi config set --secret nur-ci:cachixAuthToken",
    ),
  ];
}

/** A key is compared without its name: some servers publish the bare cache name, some `NAME.cachix.org-1`. */
function keyProblems(
  { name, publicKey }: Settings["cache"],
  { publicSigningKeys }: Answer,
): readonly Problem[] {
  const keys = Array.isArray(publicSigningKeys) ? publicSigningKeys.map(String) : [];
  const material = (key: string): string => key.replace(/^[^:]*:/, "");
  if (keys.length === 0 || keys.some((key) => material(key) === material(publicKey))) return [];
  return [
    problem(
      "signing-key",
      name,
      `signs with ${keys.join(", ")}, not with ${publicKey}`,
      `pulumi config set --path nur-ci:cache.publicKey ${keys[0]}`,
    ),
  ];
}

function problem(code: Problem["code"], cache: string, what: string, fix: string): Problem {
  return { code, severity: "error", where: `cache ${cache}`, what, fix };
}

function warning(cache: string, what: string, fix: string): Problem {
  return { ...problem("cache-unreachable", cache, what, fix), severity: "warning" };
}

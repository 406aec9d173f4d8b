/** Settings that are each allowed and together mean nothing. It repeats no check of one setting alone. */

import type { Problem } from "../workflows/problem.ts";
import type { Settings } from "./settings-schema.ts";

/** Variables the stack itself writes, from the cache. */
export const ownVariables = ["CACHIX_CACHE", "CACHIX_PUBLIC_KEY", "CACHIX_URL"] as const;

export function contradictions(settings: Settings): readonly Problem[] {
  return [...tokenProblems(settings), ...variableProblems(settings)];
}

function tokenProblems({ cacheToken, environments }: Settings): readonly Problem[] {
  const { scope, environment } = cacheToken;
  const where = "nur-ci:cacheToken.environment";
  if (scope !== "environment")
    return environment === undefined
      ? []
      : [
          problem(where, `is ${JSON.stringify(environment)}, and the scope is ${scope}`, {
            fix: "remove it, or pulumi config set --path nur-ci:cacheToken.scope environment",
          }),
        ];
  const names = environments.map(({ name }) => name);
  if (environment !== undefined && names.includes(environment)) return [];
  const known = names.length === 0 ? "none is set" : `there are ${names.join(", ")}`;
  return [
    problem(
      where,
      `names ${JSON.stringify(environment ?? "")}, which is no environment of the stack; ${known}`,
      {
        fix: "add it under nur-ci:environments, or write the name of one that is there",
      },
    ),
  ];
}

function variableProblems({ variables }: Settings): readonly Problem[] {
  return ownVariables
    .filter((name) => name in variables)
    .map((name) =>
      problem(`nur-ci:variables.${name}`, `${name} is written from nur-ci:cache`, {
        fix: "remove it, and set nur-ci:cache",
      }),
    );
}

function problem(where: string, what: string, { fix }: Pick<Problem, "fix">): Problem {
  return { code: "setting-invalid", severity: "error", where, what, fix };
}

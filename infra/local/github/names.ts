/** Names of secrets and variables, which GitHub keeps in upper case whatever case they are asked for in. */

import type { FastifyRequest } from "fastify";
import { invalid } from "./answer.ts";
import { param } from "./context.ts";

export function nameOf(request: FastifyRequest): string {
  return checkName(param(request, "name"));
}

export function checkName(name: string): string {
  if (!/^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*$/i.test(name)) throw invalid("name is invalid");
  return name.toUpperCase();
}

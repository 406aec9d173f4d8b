/** Parses an action's inputs by its contract, all of them, before any effect. */

import { type Contract, camelCase, type Input, type InputsOf } from "../../workflows/contract/contract.ts";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";

/** `read` gives the text of an input as the user wrote it, `""` when it was not given. `secret` values are never quoted. */
export function parseInputs<C extends Contract>(
  contract: C,
  read: (name: string) => string,
): Outcome<InputsOf<C>> {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, input] of Object.entries<Input>(contract.inputs)) {
    const given = readByAnyName(name, input, read);
    const word = given.text === "" ? (input.default ?? "") : given.text;
    const text = input.synonyms?.[word] ?? word;
    const fault = given.fault ?? (text === "" && input.required ? "is required" : faultOf(input, text));
    if (fault !== undefined) problems.push(inputProblem(name, fault, input));
    else values[camelCase(name)] = parsedValue(input, text);
  }
  return problems.length > 0 ? refuse(...problems) : succeed(values as InputsOf<C>);
}

/** A runner hands over the default where the input itself was not given: an alias wins over that, and over nothing else. */
function readByAnyName(
  name: string,
  input: Input,
  read: (name: string) => string,
): { readonly text: string; readonly fault?: string } {
  const own = read(name).trim();
  for (const alias of input.aliases ?? []) {
    const other = read(alias).trim();
    if (other === "" || other === own) continue;
    if (own === "" || own === input.default) return { text: other };
    return { text: own, fault: `is given twice, as ${name} and as ${alias}, and they differ` };
  }
  return { text: own };
}

function faultOf(input: Input, text: string): string | undefined {
  if (text === "") return undefined;
  const quoted = JSON.stringify(text);
  if (input.kind === "flag" && !/^(true|false)$/i.test(text)) return `${quoted} is neither true nor false`;
  if (input.kind === "count" && !/^\d{1,9}$/.test(text)) return `${quoted} is not a whole number`;
  if (input.kind === "choice" && !input.choices?.includes(text))
    return `${quoted} is none of ${input.choices?.join(", ")}`;
  return undefined;
}

function parsedValue(input: Input, text: string): unknown {
  switch (input.kind) {
    case "flag":
      return text.toLowerCase() === "true";
    case "count":
      return text === "" ? 0 : Number(text);
    case "lines":
      return text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "");
    case "text":
    case "choice":
    case "secret":
      return text;
  }
}

function inputProblem(name: string, fault: string, input: Input): Problem {
  return {
    code: "input-invalid",
    severity: "error",
    where: name,
    what: fault,
    fix: `set ${name}: ${lowerFirst(input.description)}`,
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
